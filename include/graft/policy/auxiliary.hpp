#pragma once

#include <cstdint>

namespace graft {

/// The auxiliary classifier of a network for segmentation, which learns from finer maps and is there in training only.
enum class Auxiliary : std::uint8_t {
  none,  ///< torchvision's aux_loss=False
  fcn,   ///< torchvision's aux_loss=True, as in its published weights
};

}  // namespace graft
