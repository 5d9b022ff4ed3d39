#pragma once

#include <array>
#include <cstdint>

#include <graft/zoo/interpolation.hpp>

namespace graft {

/// The mean and the standard deviation of each channel (R, G, B), of values scaled to 0..1.
struct MeanStd {
  std::array<float, 3> mean{};
  std::array<float, 3> std{};
  friend constexpr bool operator==(const MeanStd&, const MeanStd&) = default;
};

/// The normalization that nearly all ImageNet weights expect.
inline constexpr MeanStd imagenet_mean_std{{0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F}};

/// The preprocessing of images that a set of weights expects.
///
/// Units: pixels; `resize` is the length of the shorter side, `crop` the side of the centre square.
/// Source: torchvision's ImageClassification preset, with its defaults.
struct Preprocessing {
  std::int64_t resize = 256;
  std::int64_t crop = 224;
  MeanStd normalization = imagenet_mean_std;
  Interpolation interpolation = Interpolation::bilinear;
  friend constexpr bool operator==(const Preprocessing&, const Preprocessing&) = default;
};

}  // namespace graft
