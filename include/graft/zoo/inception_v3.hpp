#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include <graft/graph/describe.hpp>
#include <graft/zoo/detail/basic_conv.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {
namespace detail {

/// A convolution of a branch of an inception module. It keeps the size of the maps, or halves it without padding.
struct InceptionConv {
  std::string_view name;
  std::int64_t out;
  Size2 kernel = 1;
  std::int64_t stride = 1;
};

/// Convolutions one after the other, on a value.
constexpr auto describe_inception_branch(auto& net, auto input, std::initializer_list<InceptionConv> convs) {
  net.from(input);
  for (const InceptionConv& conv : convs) {
    const Size2 kept{conv.kernel.height / 2, conv.kernel.width / 2};
    describe_basic_conv(
        net, conv.name,
        {.out = conv.out, .kernel = conv.kernel, .stride = conv.stride, .padding = conv.stride == 1 ? kept : 0});
  }
  return net.last();
}

/// The branch that pools first: a pool that keeps the size, then a convolution.
constexpr auto describe_inception_pool(auto& net, auto input, std::int64_t out) {
  net.from(input);
  return describe_inception_branch(net, net.apply(AvgPool2d{.kernel = 3, .stride = 1, .padding = 1}), {{"branch_pool", out}});
}

/// The paper's figure 5: a 5 x 5 convolution, and two of 3 x 3 in place of another.
constexpr void describe_inception_a(auto& net, const ShortString<31>& name, std::int64_t pool_features) {
  net.block(name, "InceptionA", [&] {
    const auto input = net.last();
    const auto branch1x1 = describe_inception_branch(net, input, {{"branch1x1", 64}});
    const auto branch5x5 = describe_inception_branch(net, input, {{"branch5x5_1", 48}, {"branch5x5_2", 64, 5}});
    const auto branch3x3dbl =
        describe_inception_branch(net, input, {{"branch3x3dbl_1", 64}, {"branch3x3dbl_2", 96, 3}, {"branch3x3dbl_3", 96, 3}});
    net.concat({branch1x1, branch5x5, branch3x3dbl, describe_inception_pool(net, input, pool_features)});
  });
}

/// The paper's figure 10: halves the maps.
constexpr void describe_inception_b(auto& net, const ShortString<31>& name) {
  net.block(name, "InceptionB", [&] {
    const auto input = net.last();
    const auto branch3x3 = describe_inception_branch(net, input, {{"branch3x3", 384, 3, 2}});
    const auto branch3x3dbl = describe_inception_branch(
        net, input, {{"branch3x3dbl_1", 64}, {"branch3x3dbl_2", 96, 3}, {"branch3x3dbl_3", 96, 3, 2}});
    net.from(input);
    net.concat({branch3x3, branch3x3dbl, net.apply(MaxPool2d{.kernel = 3, .stride = 2})});
  });
}

/// The paper's figure 6 with n = 7: 7 x 7 convolutions as pairs of 1 x 7 and 7 x 1.
constexpr void describe_inception_c(auto& net, const ShortString<31>& name, std::int64_t c7) {
  net.block(name, "InceptionC", [&] {
    const auto input = net.last();
    const auto branch1x1 = describe_inception_branch(net, input, {{"branch1x1", 192}});
    const auto branch7x7 =
        describe_inception_branch(net, input, {{"branch7x7_1", c7}, {"branch7x7_2", c7, {1, 7}}, {"branch7x7_3", 192, {7, 1}}});
    const auto branch7x7dbl = describe_inception_branch(net, input,
                                                        {{"branch7x7dbl_1", c7},
                                                         {"branch7x7dbl_2", c7, {7, 1}},
                                                         {"branch7x7dbl_3", c7, {1, 7}},
                                                         {"branch7x7dbl_4", c7, {7, 1}},
                                                         {"branch7x7dbl_5", 192, {1, 7}}});
    net.concat({branch1x1, branch7x7, branch7x7dbl, describe_inception_pool(net, input, 192)});
  });
}

/// Halves the maps again, with a 7 x 7 convolution in front of one branch's.
constexpr void describe_inception_d(auto& net, const ShortString<31>& name) {
  net.block(name, "InceptionD", [&] {
    const auto input = net.last();
    const auto branch3x3 = describe_inception_branch(net, input, {{"branch3x3_1", 192}, {"branch3x3_2", 320, 3, 2}});
    const auto branch7x7x3 = describe_inception_branch(
        net, input,
        {{"branch7x7x3_1", 192}, {"branch7x7x3_2", 192, {1, 7}}, {"branch7x7x3_3", 192, {7, 1}}, {"branch7x7x3_4", 192, 3, 2}});
    net.from(input);
    net.concat({branch3x3, branch7x7x3, net.apply(MaxPool2d{.kernel = 3, .stride = 2})});
  });
}

/// The paper's figure 7: 1 x 3 and 3 x 1 side by side.
constexpr void describe_inception_e(auto& net, const ShortString<31>& name) {
  net.block(name, "InceptionE", [&] {
    const auto input = net.last();
    const auto branch1x1 = describe_inception_branch(net, input, {{"branch1x1", 320}});
    const auto reduced = describe_inception_branch(net, input, {{"branch3x3_1", 384}});
    const auto wide = describe_inception_branch(net, reduced, {{"branch3x3_2a", 384, {1, 3}}});
    const auto high = describe_inception_branch(net, reduced, {{"branch3x3_2b", 384, {3, 1}}});
    const auto branch3x3 = net.concat({wide, high});
    const auto reduced_dbl = describe_inception_branch(net, input, {{"branch3x3dbl_1", 448}, {"branch3x3dbl_2", 384, 3}});
    const auto wide_dbl = describe_inception_branch(net, reduced_dbl, {{"branch3x3dbl_3a", 384, {1, 3}}});
    const auto high_dbl = describe_inception_branch(net, reduced_dbl, {{"branch3x3dbl_3b", 384, {3, 1}}});
    const auto branch3x3dbl = net.concat({wide_dbl, high_dbl});
    net.concat({branch1x1, branch3x3, branch3x3dbl, describe_inception_pool(net, input, 192)});
  });
}

struct InceptionV3Description {
  static constexpr GraphSizes room = {307, 325, 359};
  constexpr void operator()(auto& net) const {
    constexpr MaxPool2d pool{.kernel = 3, .stride = 2};
    net.class_name("Inception3");
    net.input({3, 299, 299});
    net.stage(0);
    describe_basic_conv(net, "Conv2d_1a_3x3", {.out = 32, .kernel = 3, .stride = 2});
    describe_basic_conv(net, "Conv2d_2a_3x3", {.out = 32, .kernel = 3});
    describe_basic_conv(net, "Conv2d_2b_3x3", {.out = 64, .kernel = 3, .padding = 1});
    net.stage(1);
    net.max_pool("maxpool1", pool);
    describe_basic_conv(net, "Conv2d_3b_1x1", {.out = 80});
    describe_basic_conv(net, "Conv2d_4a_3x3", {.out = 192, .kernel = 3});
    net.stage(2);
    net.max_pool("maxpool2", pool);
    describe_inception_a(net, "Mixed_5b", 32);
    describe_inception_a(net, "Mixed_5c", 64);
    describe_inception_a(net, "Mixed_5d", 64);
    net.stage(3);
    describe_inception_b(net, "Mixed_6a");
    describe_inception_c(net, "Mixed_6b", 128);
    describe_inception_c(net, "Mixed_6c", 160);
    describe_inception_c(net, "Mixed_6d", 160);
    describe_inception_c(net, "Mixed_6e", 192);
    net.stage(no_stage);
    net.auxiliary("AuxLogits", [&] {
      net.block("AuxLogits", "InceptionAux", [&] {
        net.apply(AvgPool2d{.kernel = 5, .stride = 3});
        describe_basic_conv(net, "conv0", {.out = 128});
        describe_basic_conv(net, "conv1", {.out = 768, .kernel = 5});
        net.apply(AdaptiveAvgPool2d{1});
        net.flatten();
        net.linear("fc", 1000);
      });
    });
    net.stage(4);
    describe_inception_d(net, "Mixed_7a");
    describe_inception_e(net, "Mixed_7b");
    describe_inception_e(net, "Mixed_7c");
    net.stage(no_stage);
    net.adaptive_avg_pool("avgpool", {1, 1});
    net.dropout("dropout");
    net.flatten();
    net.classifier(net.linear("fc", 1000));
  }
};

}  // namespace detail

/// Inception v3, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// Its auxiliary classifier, the output `AuxLogits`, runs in training mode: Network::outputs() returns its logits. torchvision
/// keeps it with its weights; `remove(net, "AuxLogits")` takes it out. A frozen prefix may end between any two of the modules.
/// Shapes: (N, 3, 299, 299) -> (N, 1000); any H and W of at least 75 work.
/// Source: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2015, table 1;
///         torchvision/models/inception.py (names, sizes, initial values).
struct InceptionV3 : DescribedNetwork<detail::InceptionV3Description> {
  static constexpr Distribution truncated_normal{Distribution::Kind::truncated_normal, 0.1};
  static constexpr Initialization initialization{.conv_weight = truncated_normal,
                                                 .linear_weight = truncated_normal,
                                                 .classifier_weight = truncated_normal,
                                                 .exception = "AuxLogits.fc",
                                                 .exception_weight = {Distribution::Kind::truncated_normal, 0.001}};

  struct weights {
    /// With the normalization that torchvision's network computes itself (`transform_input`). Its parameters are those of the
    /// file, which has the auxiliary classifier.
    static constexpr WeightsEntry imagenet1k_v1{
        .name = "Inception_V3_Weights.IMAGENET1K_V1",
        .url = "https://download.pytorch.org/models/inception_v3_google-0cc3c7bd.pth",
        .preprocessing = {.resize = 342, .crop = 299, .normalization = {{0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}}},
        .parameters = 27'161'264,
        .acc1 = 77.294,
        .acc5 = 93.450};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
