#pragma once

#include <vector>

#include <graft/data/dataset/dataset.hpp>

namespace graft {

/// The image files that cannot be decoded by what their first bytes say: empty, no image, or of a format that this build lacks.
[[nodiscard]] std::vector<UndecodableImage> undecodable_images(const std::vector<Sample>& samples);

}  // namespace graft
