#pragma once

#include <string_view>
#include <type_traits>

#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/convnext.hpp>
#include <graft/zoo/densenet.hpp>
#include <graft/zoo/dinov2.hpp>
#include <graft/zoo/efficientnet.hpp>
#include <graft/zoo/googlenet.hpp>
#include <graft/zoo/inception_v3.hpp>
#include <graft/zoo/maxvit.hpp>
#include <graft/zoo/mnasnet.hpp>
#include <graft/zoo/mobilenet_v2.hpp>
#include <graft/zoo/mobilenet_v3.hpp>
#include <graft/zoo/regnet.hpp>
#include <graft/zoo/resnet.hpp>
#include <graft/zoo/shufflenet_v2.hpp>
#include <graft/zoo/squeezenet.hpp>
#include <graft/zoo/swin_transformer.hpp>
#include <graft/zoo/vgg.hpp>
#include <graft/zoo/vision_transformer.hpp>

namespace graft {

/// Calls `visit(name, std::type_identity<Network>)` for each network of the zoo, with torchvision's name, or timm's where
/// torchvision does not have it. It is the only list of them: loading whole models, the tests, the scripts that record
/// torchvision's results, and the benchmark use it.
constexpr void each_network(auto&& visit) {
  visit("alexnet", std::type_identity<AlexNet>{});
  visit("convnext_base", std::type_identity<ConvNeXt_Base>{});
  visit("convnext_large", std::type_identity<ConvNeXt_Large>{});
  visit("convnext_small", std::type_identity<ConvNeXt_Small>{});
  visit("convnext_tiny", std::type_identity<ConvNeXt_Tiny>{});
  visit("densenet121", std::type_identity<DenseNet121>{});
  visit("densenet161", std::type_identity<DenseNet161>{});
  visit("densenet169", std::type_identity<DenseNet169>{});
  visit("densenet201", std::type_identity<DenseNet201>{});
  visit("efficientnet_b0", std::type_identity<EfficientNet_B0>{});
  visit("efficientnet_b1", std::type_identity<EfficientNet_B1>{});
  visit("efficientnet_b2", std::type_identity<EfficientNet_B2>{});
  visit("efficientnet_b3", std::type_identity<EfficientNet_B3>{});
  visit("efficientnet_b4", std::type_identity<EfficientNet_B4>{});
  visit("efficientnet_b5", std::type_identity<EfficientNet_B5>{});
  visit("efficientnet_b6", std::type_identity<EfficientNet_B6>{});
  visit("efficientnet_b7", std::type_identity<EfficientNet_B7>{});
  visit("efficientnet_v2_l", std::type_identity<EfficientNet_V2_L>{});
  visit("efficientnet_v2_m", std::type_identity<EfficientNet_V2_M>{});
  visit("efficientnet_v2_s", std::type_identity<EfficientNet_V2_S>{});
  visit("googlenet", std::type_identity<GoogLeNet>{});
  visit("inception_v3", std::type_identity<InceptionV3>{});
  visit("maxvit_t", std::type_identity<MaxViT_T>{});
  visit("mnasnet0_5", std::type_identity<MNASNet0_5>{});
  visit("mnasnet0_75", std::type_identity<MNASNet0_75>{});
  visit("mnasnet1_0", std::type_identity<MNASNet1_0>{});
  visit("mnasnet1_3", std::type_identity<MNASNet1_3>{});
  visit("mobilenet_v2", std::type_identity<MobileNetV2>{});
  visit("mobilenet_v3_large", std::type_identity<MobileNetV3Large>{});
  visit("mobilenet_v3_small", std::type_identity<MobileNetV3Small>{});
  visit("regnet_x_1_6gf", std::type_identity<RegNet_X_1_6GF>{});
  visit("regnet_x_3_2gf", std::type_identity<RegNet_X_3_2GF>{});
  visit("regnet_x_8gf", std::type_identity<RegNet_X_8GF>{});
  visit("regnet_x_16gf", std::type_identity<RegNet_X_16GF>{});
  visit("regnet_x_32gf", std::type_identity<RegNet_X_32GF>{});
  visit("regnet_x_400mf", std::type_identity<RegNet_X_400MF>{});
  visit("regnet_x_800mf", std::type_identity<RegNet_X_800MF>{});
  visit("regnet_y_1_6gf", std::type_identity<RegNet_Y_1_6GF>{});
  visit("regnet_y_3_2gf", std::type_identity<RegNet_Y_3_2GF>{});
  visit("regnet_y_8gf", std::type_identity<RegNet_Y_8GF>{});
  visit("regnet_y_16gf", std::type_identity<RegNet_Y_16GF>{});
  visit("regnet_y_32gf", std::type_identity<RegNet_Y_32GF>{});
  visit("regnet_y_128gf", std::type_identity<RegNet_Y_128GF>{});
  visit("regnet_y_400mf", std::type_identity<RegNet_Y_400MF>{});
  visit("regnet_y_800mf", std::type_identity<RegNet_Y_800MF>{});
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
  visit("swin_b", std::type_identity<Swin_B>{});
  visit("swin_s", std::type_identity<Swin_S>{});
  visit("swin_t", std::type_identity<Swin_T>{});
  visit("swin_v2_b", std::type_identity<Swin_V2_B>{});
  visit("swin_v2_s", std::type_identity<Swin_V2_S>{});
  visit("swin_v2_t", std::type_identity<Swin_V2_T>{});
  visit("vgg11", std::type_identity<VGG11>{});
  visit("vgg11_bn", std::type_identity<VGG11_BN>{});
  visit("vgg13", std::type_identity<VGG13>{});
  visit("vgg13_bn", std::type_identity<VGG13_BN>{});
  visit("vgg16", std::type_identity<VGG16>{});
  visit("vgg16_bn", std::type_identity<VGG16_BN>{});
  visit("vgg19", std::type_identity<VGG19>{});
  visit("vgg19_bn", std::type_identity<VGG19_BN>{});
  visit("vit_b_16", std::type_identity<ViT_B_16>{});
  visit("vit_b_32", std::type_identity<ViT_B_32>{});
  visit("vit_base_patch14_dinov2", std::type_identity<DINOv2_ViT_B_14>{});
  visit("vit_base_patch14_reg4_dinov2", std::type_identity<DINOv2_ViT_B_14_Reg4>{});
  visit("vit_h_14", std::type_identity<ViT_H_14>{});
  visit("vit_l_16", std::type_identity<ViT_L_16>{});
  visit("vit_l_32", std::type_identity<ViT_L_32>{});
  visit("vit_small_patch14_dinov2", std::type_identity<DINOv2_ViT_S_14>{});
  visit("vit_small_patch14_reg4_dinov2", std::type_identity<DINOv2_ViT_S_14_Reg4>{});
  visit("wide_resnet50_2", std::type_identity<WideResNet50_2>{});
  visit("wide_resnet101_2", std::type_identity<WideResNet101_2>{});
}

}  // namespace graft
