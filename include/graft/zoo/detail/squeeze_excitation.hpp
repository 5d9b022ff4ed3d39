#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/net.hpp>

namespace graft::detail {

/// Squeeze-and-excitation, called on the last value: channels scaled by a function of their means.
/// Source: Hu et al., "Squeeze-and-Excitation Networks", 2017; torchvision.ops.SqueezeExcitation.
constexpr void describe_squeeze_excitation(auto& net, const ShortString<31>& name, std::int64_t channels, std::int64_t squeezed,
                                           const Layer& activation, const Layer& scale_activation) {
  net.block(name, "SqueezeExcitation", [&] {
    const auto input = net.last();
    const auto avgpool = net.module("avgpool", AdaptiveAvgPool2d{1});
    const auto fc1 = net.module("fc1", Conv2d{.out = squeezed});
    const auto fc2 = net.module("fc2", Conv2d{.out = channels});
    const auto between = net.module("activation", activation);
    const auto scale = net.module("scale_activation", scale_activation);
    for (const auto module : {avgpool, fc1, between, fc2, scale}) net.call(module);
    net.multiply(net.last(), input);
  });
}

}  // namespace graft::detail
