#pragma once

#include <string_view>

#include <graft/graph/net.hpp>

namespace graft::detail {

/// A convolution, a BatchNorm and a ReLU, called on the last value: the unit of GoogLeNet and of Inception v3.
constexpr void describe_basic_conv(auto& net, const ShortString<31>& name, Conv2d conv) {
  conv.bias = false;
  net.block(name, "BasicConv2d", [&] {
    net.then("conv", conv);
    net.batch_norm("bn", {.eps = 0.001});
    net.apply(ReLU{});
  });
}

}  // namespace graft::detail
