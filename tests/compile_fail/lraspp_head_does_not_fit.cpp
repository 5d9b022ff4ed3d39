// expect-error: this head dilates the backbone, whose strides are not all convolutions': take FpnSegmentationHead, or a ResNet
// expect-note: LrasppHead<2>

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/lraspp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/convnext.hpp>
#include <graft/zoo/mobilenet_v3.hpp>

using namespace graft;

struct Tuner : Verdict<ConvNeXt_Tiny, LrasppHead<2>, FreezeAllBut<Classifier>, SGD> {};
