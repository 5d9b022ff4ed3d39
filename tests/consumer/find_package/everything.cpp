#include <graft/graft.hpp>

using namespace graft;

using CatDog = FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
static_assert(sizeof(CatDog) > 0);

int main() { return ResNet50::graph.parameter_count() == 25'557'032 ? 0 : 1; }
