#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/data/image/image_size.hpp>

namespace graft {

/// The size of an image file as its header says it: of most files, the first 64 KiB are read and no pixel is decoded. A file
/// that is damaged behind its header has a size, too.
///
/// Errors: DataError naming the file when it is missing, not a regular file, unreadable, or has no header that can be read.
ImageSize read_image_size(const std::filesystem::path& file);

}  // namespace graft
