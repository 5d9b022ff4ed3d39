#pragma once

#include <graft/core/short_string.hpp>
#include <graft/graph/net.hpp>

namespace graft::detail {

/// torchvision's Conv2dNormActivation without an activation, called on the last value: a convolution that keeps the size of the
/// maps, but for its stride, then a BatchNorm.
constexpr void describe_conv_norm(auto& net, const ShortString<31>& name, Conv2d conv, const BatchNorm2d& norm,
                                  const Layer* activation = nullptr) {
  conv.padding = {(conv.kernel.height - 1) / 2 * conv.dilation.height, (conv.kernel.width - 1) / 2 * conv.dilation.width};
  conv.bias = false;
  net.sequential(name, "Conv2dNormActivation", [&] {
    net.then("0", conv);
    net.batch_norm("1", norm);
    if (activation != nullptr) net.then("2", *activation);
  });
}

/// The same with an activation behind the BatchNorm.
constexpr void describe_conv_norm_activation(auto& net, const ShortString<31>& name, const Conv2d& conv,
                                             const BatchNorm2d& norm, const Layer& activation) {
  describe_conv_norm(net, name, conv, norm, &activation);
}

}  // namespace graft::detail
