#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/image.hpp>
#include <graft/data/image/mask.hpp>

namespace graft {

/// Writes an image as a PNG; the old file stays until the new one is whole.
/// Errors: UsageError for an image without pixels, or another number of them than its size says; DataError when the file cannot
///         be written.
void write_png(const std::filesystem::path& file, const Image& image);

/// Writes a mask as a grey PNG, whose values are its numbers; decode_mask reads them again.
void write_png(const std::filesystem::path& file, const Mask& mask);

}  // namespace graft
