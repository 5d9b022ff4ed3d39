// expect-error: this backbone's graph does not fit together: see the problem, the module's path, what it wants and what it gets
// expect-note: not_a_multiple, graft::text<>, 14, 520>

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/dinov2.hpp>

using namespace graft;

struct LargerDINOv2 : DINOv2<DINOv2Config{.image = 520}> {};

struct Tuner : Verdict<LargerDINOv2, LinearHead<2>, FreezeAllBut<Classifier>, SGD> {};
