#pragma once

#include <cstdint>

namespace graft {

/// How the elements of a tensor are drawn before it has weights.
///
/// Source: torch.nn.init, with its names.
struct Distribution {
  enum class Kind : std::uint8_t {
    layer_default,     ///< what LibTorch gives the layer when it is made
    constant,          ///< `value`
    normal,            ///< mean 0, standard deviation `value`
    truncated_normal,  ///< the same, cut at -2 and 2
    fan_in_truncated,  ///< truncated_normal with variance 1 / fan in
    kaiming_fan_out,   ///< normal with variance 2 / fan out
    xavier_uniform,    ///< uniform with variance 2 / (fan in + fan out)
  };

  Kind kind = Kind::layer_default;
  double value = 0;

  friend constexpr bool operator==(const Distribution&, const Distribution&) = default;
};

/// How an architecture's values are drawn before it has weights; its paper or its reference implementation decides.
///
/// A backbone says it by a member: `static constexpr Initialization initialization = {.conv_weight = ...};`. Without one, and
/// for all that is not named here, layers keep what LibTorch gives them. BatchNorms are 1 and 0 always.
struct Initialization {
  Distribution conv_weight{};
  Distribution conv_bias{};
  Distribution linear_weight{};
  Distribution linear_bias{};
  Distribution classifier_weight{};  ///< of what is in the network's own classifier, instead of the ones above
  Distribution classifier_bias{};

  static const Initialization layer_defaults;
  static const Initialization kaiming_fan_out;

  friend constexpr bool operator==(const Initialization&, const Initialization&) = default;
};

/// What LibTorch gives each layer.
inline constexpr Initialization Initialization::layer_defaults{};
/// Convolutions as He et al., "Delving Deep into Rectifiers", 2015, for the backward pass.
inline constexpr Initialization Initialization::kaiming_fan_out{.conv_weight = {Distribution::Kind::kaiming_fan_out}};

}  // namespace graft
