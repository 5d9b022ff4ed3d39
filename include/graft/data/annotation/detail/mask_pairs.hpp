#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <graft/data/annotation/read_masks.hpp>

namespace graft::detail {

/// An image and its mask.
struct MaskPair {
  std::string image;
  std::string mask;
};

struct MaskPairs {
  std::vector<MaskPair> pairs;
  std::size_t left_out = 0;  ///< images without a mask
};

/// The pairs of two folders, without a look into the files. Errors: those of `read_masks`.
MaskPairs mask_pairs(const std::filesystem::path& images, const std::filesystem::path& masks, const MaskOptions& options);

}  // namespace graft::detail
