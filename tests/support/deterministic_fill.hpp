#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace graft_tests {

/// Element i becomes offset + scale * u, with u in [-1, 1) from the i-th number of splitmix64 started at the name's FNV-1a.
///
/// Gives the same bits everywhere, and the same as tests/zoo/recorded/record_logits.py: u has 24 bits and scale is rounded
/// to a float, so their product is exact in double and the sum is rounded once, fused or not, before it becomes a float.
inline void deterministic_fill(std::string_view name, std::span<float> values, double scale, double offset) {
  std::uint64_t state = 0xCBF29CE484222325;
  for (const char c : name) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  const double step = static_cast<double>(static_cast<float>(scale));
  for (float& value : values) {
    state += 0x9E3779B97F4A7C15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    z ^= z >> 31;
    value = static_cast<float>(offset + step * (static_cast<double>(z >> 40) / 8388608.0 - 1.0));
  }
}

struct FillRule {
  double scale = 0, offset = 0;
};

/// Scale and offset for an entry of a state_dict by its name and shape, or for the image, whose name is `input`.
///
/// Chosen so that activations neither vanish nor explode: weights have variance 1 / fan-in, BatchNorm is near the identity.
inline FillRule fill_rule(std::string_view name, std::span<const std::int64_t> shape) {
  const std::string_view kind = name.substr(name.rfind('.') + 1);
  if (kind == "input") return {1.0, 0.0};
  if (kind == "running_var") return {0.2, 1.0};
  if (kind == "weight" && shape.size() > 1) {
    double fan_in = 1;
    for (const std::int64_t size : shape.subspan(1)) fan_in *= static_cast<double>(size);
    return {std::sqrt(3.0 / fan_in), 0.0};
  }
  if (kind == "weight") return {0.1, 1.0};
  return {0.1, 0.0};
}

}  // namespace graft_tests
