#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace graft {

/// The variant of a ResNet: where bottleneck blocks that halve the image have their stride.
///
/// Parameter names and shapes are equal, so weights of one variant load into the other and are silently wrong. A file records
/// its variant, or the user gives it.
/// Source: v1 is He et al., "Deep Residual Learning", 2015, as Keras has it; v1.5 is torchvision's and NVIDIA's.
enum class Variant : std::uint8_t {
  v1,    ///< stride in `conv1`, the 1x1 convolution
  v1_5,  ///< stride in `conv2`, the 3x3 convolution
};

/// The name of a variant: `v1` or `v1.5`.
[[nodiscard]] constexpr std::string_view to_string(Variant variant) { return variant == Variant::v1 ? "v1" : "v1.5"; }

/// The variant of that name, or nothing.
[[nodiscard]] constexpr std::optional<Variant> variant_named(std::string_view name) {
  for (const Variant one : {Variant::v1, Variant::v1_5})
    if (name == to_string(one)) return one;
  return std::nullopt;
}

}  // namespace graft
