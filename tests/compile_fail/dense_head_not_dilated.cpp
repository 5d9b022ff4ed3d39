// expect-error: this head dilates the backbone, whose strides are not all convolutions': take FpnSegmentationHead, or a ResNet

#include <graft/policy/composable.hpp>
#include <graft/policy/fcn_head.hpp>
#include <graft/policy/fpn_segmentation_head.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/vgg.hpp>

using namespace graft;

struct Tuner : Verdict<VGG11, FcnHead<11>, FreezeAllBut<Classifier>, SGD> {};
