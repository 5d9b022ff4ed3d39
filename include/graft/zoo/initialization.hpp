#pragma once

#include <cstdint>
#include <string_view>

namespace graft {

/// The distribution of a tensor's initial elements.
///
/// Source: torch.nn.init, with its names.
struct Distribution {
  enum class Kind : std::uint8_t {
    layer_default,     ///< LibTorch's initial values of the layer
    constant,          ///< `value`
    normal,            ///< mean 0, standard deviation `value`
    truncated_normal,  ///< the same, truncated at -2 and 2
    fan_in_truncated,  ///< truncated_normal with variance 1 / fan in
    kaiming_fan_in,    ///< normal with variance 2 / fan in
    kaiming_fan_out,   ///< normal with variance 2 / fan out
    fan_in_uniform,    ///< uniform between -b and b, b = sqrt(value / fan in)
    fan_out_uniform,   ///< uniform between -b and b, b = sqrt(value / fan out)
    xavier_uniform,    ///< uniform with variance 2 / (fan in + fan out)
  };

  Kind kind = Kind::layer_default;
  double value = 0;

  friend constexpr bool operator==(const Distribution&, const Distribution&) = default;
};

/// The distributions of an architecture's initial values, as in its paper or its reference implementation.
///
/// A backbone has it as a member: `static constexpr Initialization initialization = {.conv_weight = ...};`. Without one, and
/// for layers not listed here, LibTorch's initial values are kept. BatchNorm always has weights 1 and biases 0.
struct Initialization {
  Distribution conv_weight{};
  Distribution conv_bias{};
  Distribution linear_weight{};
  Distribution linear_bias{};
  Distribution classifier_weight{};  ///< of what is in the network's own classifier, instead of the ones above
  Distribution classifier_bias{};
  std::string_view exception{};  ///< the path of a Linear or a convolution that has a distribution of its own
  Distribution exception_weight{};

  static const Initialization layer_defaults;
  static const Initialization kaiming_fan_out;

  friend constexpr bool operator==(const Initialization&, const Initialization&) = default;
};

/// LibTorch's initial values of each layer.
inline constexpr Initialization Initialization::layer_defaults{};
/// Convolutions as in He et al., "Delving Deep into Rectifiers", 2015, for the backward pass.
inline constexpr Initialization Initialization::kaiming_fan_out{.conv_weight = {Distribution::Kind::kaiming_fan_out}};

}  // namespace graft
