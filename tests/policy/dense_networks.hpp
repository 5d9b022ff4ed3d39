#pragma once

#include <string_view>
#include <vector>

#include <graft/policy/deep_lab_head.hpp>
#include <graft/policy/fcn_head.hpp>
#include <graft/policy/fcos_head.hpp>
#include <graft/policy/lraspp_head.hpp>
#include <graft/policy/retina_net_head.hpp>
#include <graft/zoo/mobilenet_v3.hpp>
#include <graft/zoo/resnet.hpp>

/// The networks for segmentation and detection that torchvision has, too: the same as NAMES in recorded/dense.py.
namespace dense_networks {

using namespace graft;

struct DenseNetwork {
  std::string_view name;
  Tables (*tables)();
};

inline std::vector<DenseNetwork> all() {
  return {
      {"fcn_resnet50", &grafted_tables<ResNet50, FcnHead<21>>},
      {"fcn_resnet50_without_aux", &grafted_tables<ResNet50, FcnHead<5, Auxiliary::none>>},
      {"fcn_resnet101", &grafted_tables<ResNet101, FcnHead<21>>},
      {"deeplabv3_resnet50", &grafted_tables<ResNet50, DeepLabHead<21>>},
      {"deeplabv3_mobilenet_v3_large", &grafted_tables<MobileNetV3Large, DeepLabHead<21>>},
      {"lraspp_mobilenet_v3_large", &grafted_tables<MobileNetV3Large, LrasppHead<21>>},
      {"fcos_resnet50_fpn", &grafted_tables<ResNet50, FcosHead<3>>},
      {"retinanet_resnet50_fpn", &grafted_tables<ResNet50, RetinaNetHead<3>>},
  };
}

}  // namespace dense_networks
