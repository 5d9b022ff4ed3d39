#pragma once

#include <optional>
#include <string_view>

#include <graft/graph/net.hpp>

namespace graft::detail {

/// torchvision's Conv2dNormActivation, called on the last value: a convolution that keeps the size of the maps, but for its
/// stride, then a BatchNorm and an activation, if any.
constexpr void describe_conv_norm_activation(auto& net, std::string_view name, Conv2d conv, const BatchNorm2d& norm,
                                             const std::optional<Layer>& activation) {
  conv.padding = {(conv.kernel.height - 1) / 2 * conv.dilation.height, (conv.kernel.width - 1) / 2 * conv.dilation.width};
  conv.bias = false;
  net.sequential(name, "Conv2dNormActivation", [&] {
    net.then("0", conv);
    net.batch_norm("1", norm);
    if (activation) net.then("2", *activation);
  });
}

}  // namespace graft::detail
