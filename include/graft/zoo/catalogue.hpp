#pragma once

#include <string_view>
#include <type_traits>

#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/densenet.hpp>
#include <graft/zoo/googlenet.hpp>
#include <graft/zoo/inception_v3.hpp>
#include <graft/zoo/mobilenet_v3.hpp>
#include <graft/zoo/resnet.hpp>
#include <graft/zoo/shufflenet_v2.hpp>
#include <graft/zoo/squeezenet.hpp>
#include <graft/zoo/vgg.hpp>
#include <graft/zoo/vision_transformer.hpp>

namespace graft {

/// Calls `visit(name, std::type_identity<Network>)` for each network of the zoo, with torchvision's name. It is the only list
/// of them: loading whole models, the tests, the scripts that record torchvision's results, and the benchmark use it.
constexpr void each_network(auto&& visit) {
  visit("alexnet", std::type_identity<AlexNet>{});
  visit("densenet121", std::type_identity<DenseNet121>{});
  visit("densenet161", std::type_identity<DenseNet161>{});
  visit("densenet169", std::type_identity<DenseNet169>{});
  visit("densenet201", std::type_identity<DenseNet201>{});
  visit("googlenet", std::type_identity<GoogLeNet>{});
  visit("inception_v3", std::type_identity<InceptionV3>{});
  visit("mobilenet_v3_small", std::type_identity<MobileNetV3Small>{});
  visit("resnet18", std::type_identity<ResNet18>{});
  visit("resnet34", std::type_identity<ResNet34>{});
  visit("resnet50", std::type_identity<ResNet50>{});
  visit("resnet101", std::type_identity<ResNet101>{});
  visit("resnet152", std::type_identity<ResNet152>{});
  visit("resnext50_32x4d", std::type_identity<ResNeXt50_32x4d>{});
  visit("resnext101_32x8d", std::type_identity<ResNeXt101_32x8d>{});
  visit("resnext101_64x4d", std::type_identity<ResNeXt101_64x4d>{});
  visit("shufflenet_v2_x0_5", std::type_identity<ShuffleNetV2_x0_5>{});
  visit("shufflenet_v2_x1_0", std::type_identity<ShuffleNetV2_x1_0>{});
  visit("shufflenet_v2_x1_5", std::type_identity<ShuffleNetV2_x1_5>{});
  visit("shufflenet_v2_x2_0", std::type_identity<ShuffleNetV2_x2_0>{});
  visit("squeezenet1_0", std::type_identity<SqueezeNet1_0>{});
  visit("squeezenet1_1", std::type_identity<SqueezeNet1_1>{});
  visit("vgg11", std::type_identity<VGG11>{});
  visit("vgg11_bn", std::type_identity<VGG11_BN>{});
  visit("vgg13", std::type_identity<VGG13>{});
  visit("vgg13_bn", std::type_identity<VGG13_BN>{});
  visit("vgg16", std::type_identity<VGG16>{});
  visit("vgg16_bn", std::type_identity<VGG16_BN>{});
  visit("vgg19", std::type_identity<VGG19>{});
  visit("vgg19_bn", std::type_identity<VGG19_BN>{});
  visit("vit_b_16", std::type_identity<ViT_B_16>{});
  visit("wide_resnet50_2", std::type_identity<WideResNet50_2>{});
  visit("wide_resnet101_2", std::type_identity<WideResNet101_2>{});
}

}  // namespace graft
