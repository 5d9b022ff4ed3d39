#pragma once

#include <graft/graph/describe.hpp>
#include <graft/zoo/initialization.hpp>
#include <graft/zoo/weights_entry.hpp>

namespace graft {

namespace detail {

struct AlexNetDescription {
  static constexpr GraphSizes room = {24, 23, 22};
  constexpr void operator()(auto& net) const {
    net.class_name("AlexNet");
    net.input({3, 224, 224});
    const auto features = net.sequential("features", [&] {
      net.stage(0);
      net.module("0", Conv2d{.out = 64, .kernel = 11, .stride = 4, .padding = 2});
      net.module("1", ReLU{});
      net.module("2", MaxPool2d{.kernel = 3, .stride = 2});
      net.stage(1);
      net.module("3", Conv2d{.out = 192, .kernel = 5, .padding = 2});
      net.module("4", ReLU{});
      net.module("5", MaxPool2d{.kernel = 3, .stride = 2});
      net.stage(2);
      net.module("6", Conv2d{.out = 384, .kernel = 3, .padding = 1});
      net.module("7", ReLU{});
      net.module("8", Conv2d{.out = 256, .kernel = 3, .padding = 1});
      net.module("9", ReLU{});
      net.module("10", Conv2d{.out = 256, .kernel = 3, .padding = 1});
      net.module("11", ReLU{});
      net.module("12", MaxPool2d{.kernel = 3, .stride = 2});
    });
    net.stage(no_stage);
    net.call(features);
    net.adaptive_avg_pool("avgpool", {6, 6});
    net.flatten();
    net.sequential("classifier", [&] {
      net.dropout("0");
      net.linear("1", 4096);
      net.relu("2");
      net.dropout("3");
      net.linear("4", 4096);
      net.relu("5");
      net.classifier(net.linear("6", 1000));
    });
  }
};

}  // namespace detail

/// AlexNet in torchvision's form, with its names, order of registration and 1000 ImageNet classes.
///
/// Shapes: (N, 3, 224, 224) -> (N, 1000); any H and W of at least 63 work.
/// Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014; torchvision/models/alexnet.py
///         (names, sizes).
struct AlexNet : DescribedNetwork<detail::AlexNetDescription> {
  static constexpr Initialization initialization = Initialization::layer_defaults;

  struct weights {
    static constexpr WeightsEntry imagenet1k_v1{.name = "AlexNet_Weights.IMAGENET1K_V1",
                                                .url = "https://download.pytorch.org/models/alexnet-owt-7be5be79.pth",
                                                .parameters = 61'100'840,
                                                .acc1 = 56.522,
                                                .acc5 = 79.066};
    static constexpr const WeightsEntry& default_ = imagenet1k_v1;
  };
};

}  // namespace graft
