#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/describe.hpp>
#include <graft/zoo/detail/basic_conv.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {
namespace detail {

/// A row of the paper's table 1: the channels of the four branches of an inception module.
struct InceptionRow {
  std::string_view name;
  std::int64_t c1x1, c3x3_reduce, c3x3, c5x5_reduce, c5x5, pool_proj;
};

constexpr void describe_inception(auto& net, const InceptionRow& row) {
  net.block(row.name, "Inception", [&] {
    const auto input = net.last();
    describe_basic_conv(net, "branch1", {.out = row.c1x1});
    const auto branch1 = net.last();
    net.from(input);
    net.sequential("branch2", [&] {
      describe_basic_conv(net, "0", {.out = row.c3x3_reduce});
      describe_basic_conv(net, "1", {.out = row.c3x3, .kernel = 3, .padding = 1});
    });
    const auto branch2 = net.last();
    net.from(input);
    net.sequential("branch3", [&] {
      describe_basic_conv(net, "0", {.out = row.c5x5_reduce});
      // The paper has 5 x 5; torchvision's weights are for 3 x 3.
      describe_basic_conv(net, "1", {.out = row.c5x5, .kernel = 3, .padding = 1});
    });
    const auto branch3 = net.last();
    net.from(input);
    net.sequential("branch4", [&] {
      net.max_pool("0", {.kernel = 3, .stride = 1, .padding = 1, .ceil_mode = true});
      describe_basic_conv(net, "1", {.out = row.pool_proj});
    });
    net.concat({branch1, branch2, branch3, net.last()});
  });
}

/// An auxiliary classifier on a value, as an auxiliary output.
constexpr void describe_inception_aux(auto& net, const ShortString<31>& name, auto value) {
  net.from(value);
  net.auxiliary(name, [&] {
    net.block(name, "InceptionAux", [&] {
      net.apply(AdaptiveAvgPool2d{{4, 4}});
      describe_basic_conv(net, "conv", {.out = 128});
      net.flatten();
      net.linear("fc1", 1024);
      net.apply(ReLU{});
      const auto hidden = net.last();
      const auto fc2 = net.module("fc2", Linear{.out = 1000, .in = 1024});
      const auto dropout = net.module("dropout", Dropout{.p = 0.7});
      net.from(hidden);
      net.call(dropout);
      net.call(fc2);
    });
  });
}

struct GoogLeNetDescription {
  static constexpr GraphSizes room = {238, 216, 242};
  constexpr void operator()(auto& net) const {
    net.class_name("GoogLeNet");
    net.input({3, 224, 224});
    net.stage(0);
    describe_basic_conv(net, "conv1", {.out = 64, .kernel = 7, .stride = 2, .padding = 3});
    net.max_pool("maxpool1", {.kernel = 3, .stride = 2, .ceil_mode = true});
    net.stage(1);
    describe_basic_conv(net, "conv2", {.out = 64});
    describe_basic_conv(net, "conv3", {.out = 192, .kernel = 3, .padding = 1});
    net.max_pool("maxpool2", {.kernel = 3, .stride = 2, .ceil_mode = true});
    net.stage(2);
    describe_inception(net, {"inception3a", 64, 96, 128, 16, 32, 32});
    describe_inception(net, {"inception3b", 128, 128, 192, 32, 96, 64});
    net.max_pool("maxpool3", {.kernel = 3, .stride = 2, .ceil_mode = true});
    net.stage(3);
    describe_inception(net, {"inception4a", 192, 96, 208, 16, 48, 64});
    const auto after_4a = net.last();
    describe_inception(net, {"inception4b", 160, 112, 224, 24, 64, 64});
    describe_inception(net, {"inception4c", 128, 128, 256, 24, 64, 64});
    describe_inception(net, {"inception4d", 112, 144, 288, 32, 64, 64});
    const auto after_4d = net.last();
    describe_inception(net, {"inception4e", 256, 160, 320, 32, 128, 128});
    net.max_pool("maxpool4", {.kernel = 2, .stride = 2, .ceil_mode = true});
    net.stage(4);
    describe_inception(net, {"inception5a", 256, 160, 320, 32, 128, 128});
    describe_inception(net, {"inception5b", 384, 192, 384, 48, 128, 128});
    net.stage(no_stage);
    const auto features = net.last();
    describe_inception_aux(net, "aux1", after_4a);
    describe_inception_aux(net, "aux2", after_4d);
    net.from(features);
    net.adaptive_avg_pool("avgpool", {1, 1});
    net.flatten();
    net.dropout("dropout", {.p = 0.2});
    net.classifier(net.linear("fc", 1000));
  }
};

}  // namespace detail

/// GoogLeNet with BatchNorm, with torchvision's names, order of registration and 1000 ImageNet classes.
///
/// Its auxiliary classifiers, the outputs `aux1` and `aux2`, run in training mode: Network::outputs() returns their logits.
/// torchvision removes them after loading its weights, as `remove(net, "aux1")` does.
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W of at least 15 work.
/// Source: Szegedy et al., "Going Deeper with Convolutions", 2014, table 1; torchvision/models/googlenet.py (names, sizes,
///         initial values).
struct GoogLeNet : DescribedNetwork<detail::GoogLeNetDescription> {
  static constexpr Distribution truncated_normal{Distribution::Kind::truncated_normal, 0.01};
  static constexpr Initialization initialization{
      .conv_weight = truncated_normal, .linear_weight = truncated_normal, .classifier_weight = truncated_normal};

  struct weights {
    /// With the normalization that torchvision's network computes itself (`transform_input`).
    static constexpr WeightsEntry imagenet1k_v1{.name = "GoogLeNet_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/googlenet-1378be20.pth",
                                                .preprocessing = {.normalization = {{0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}}},
                                                .parameters = 13'004'888,
                                                .acc1 = 69.778,
                                                .acc5 = 89.530};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
