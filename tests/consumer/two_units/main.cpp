#include <graft/graft.hpp>

using CatDog = graft::FineTuner<graft::ResNet50, graft::LinearHead<2>, graft::FreezeAllBut<graft::Fc>, graft::SGD>;

std::size_t size_in_other_unit();
const void* table_in_other_unit();

// Both units must see one type of one size, and one table at one address.
int main() { return size_in_other_unit() == sizeof(CatDog) && table_in_other_unit() == &graft::ResNet50::graph ? 0 : 1; }
