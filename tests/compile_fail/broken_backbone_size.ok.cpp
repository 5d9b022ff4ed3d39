#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/dinov2.hpp>

using namespace graft;

struct LargerDINOv2 : DINOv2<DINOv2Config{.image = 532}> {};

struct Tuner : Verdict<LargerDINOv2, LinearHead<2>, FreezeAllBut<Classifier>, SGD> {};
