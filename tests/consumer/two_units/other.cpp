#include <graft/graft.hpp>

using CatDog = graft::FineTuner<graft::ResNet50, graft::LinearHead<2>, graft::FreezeAllBut<graft::Fc>, graft::SGD>;

std::size_t size_in_other_unit() { return sizeof(CatDog); }
const void* table_in_other_unit() { return &graft::ResNet50::graph; }
