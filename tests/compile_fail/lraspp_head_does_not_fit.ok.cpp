#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/lraspp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/convnext.hpp>
#include <graft/zoo/mobilenet_v3.hpp>

using namespace graft;

struct Tuner : Verdict<MobileNetV3Small, LrasppHead<2>, FreezeAllBut<Classifier>, SGD> {};
