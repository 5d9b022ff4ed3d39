#pragma once

#include <type_traits>

#include <graft/graph/layer/layer.hpp>

namespace graft {

namespace detail {
template <class L, class Of>
inline constexpr bool is_layer = std::is_same_v<std::remove_const_t<L>, Of>;
}

/// Calls `visit(name, member)` for each setting of a layer: one list for whoever writes layers and whoever reads them.
template <class L>
constexpr void each_field(L& layer, auto&& visit) {
  using detail::is_layer;
  if constexpr (is_layer<L, Conv2d>) {
    visit("in", layer.in), visit("out", layer.out), visit("kernel", layer.kernel), visit("stride", layer.stride);
    visit("padding", layer.padding), visit("dilation", layer.dilation), visit("groups", layer.groups),
        visit("bias", layer.bias);
  } else if constexpr (is_layer<L, BatchNorm2d>) {
    visit("channels", layer.channels), visit("eps", layer.eps), visit("momentum", layer.momentum);
  } else if constexpr (is_layer<L, ReLU>) {
    visit("inplace", layer.inplace);
  } else if constexpr (is_layer<L, MaxPool2d>) {
    visit("kernel", layer.kernel), visit("stride", layer.stride), visit("padding", layer.padding);
    visit("dilation", layer.dilation), visit("ceil_mode", layer.ceil_mode);
  } else if constexpr (is_layer<L, AdaptiveAvgPool2d>) {
    visit("size", layer.size);
  } else if constexpr (is_layer<L, Linear>) {
    visit("in", layer.in), visit("out", layer.out), visit("bias", layer.bias);
  } else if constexpr (is_layer<L, Dropout>) {
    visit("p", layer.p);
  } else {
    static_assert(is_layer<L, Sequential> || is_layer<L, Block> || is_layer<L, Foreign> || is_layer<L, Flatten>,
                  "a new kind of layer needs its fields here");
  }
}

}  // namespace graft
