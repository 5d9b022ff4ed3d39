#pragma once

#include <string>

#include <graft/data/dataset/target.hpp>

namespace graft {

/// An image file with its target.
struct Sample {
  std::string path{};
  Target target{};

  friend bool operator==(const Sample&, const Sample&) = default;
};

}  // namespace graft
