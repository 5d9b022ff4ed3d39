#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace graft {

/// Where a ResNet's bottleneck block that halves the image has its stride.
///
/// Parameter names and shapes of the two are equal, so weights of one load into the other and are silently wrong: a file says
/// which it is, or the user does.
/// Source: v1 is He et al., "Deep Residual Learning", 2015, as Keras has it; v1.5 is torchvision's and NVIDIA's.
enum class Variant : std::uint8_t {
  v1,    ///< stride in `conv1`, the 1x1 convolution
  v1_5,  ///< stride in `conv2`, the 3x3 convolution
};

/// `v1` or `v1.5`.
[[nodiscard]] constexpr std::string_view to_string(Variant variant) { return variant == Variant::v1 ? "v1" : "v1.5"; }

/// The variant of that name, or nothing.
[[nodiscard]] constexpr std::optional<Variant> variant_named(std::string_view name) {
  for (const Variant one : {Variant::v1, Variant::v1_5})
    if (name == to_string(one)) return one;
  return std::nullopt;
}

}  // namespace graft
