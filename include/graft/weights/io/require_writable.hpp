#pragma once

#include <filesystem>

namespace graft {

/// Throws unless a file can be written at this path, so that the mistake is reported before a long training and not after it.
/// An existing file is not changed.
///
/// Errors: WeightsError, as AtomicFile's when it is opened: a missing or read-only folder, a path that is not a regular file's.
void require_writable(const std::filesystem::path& file);

}  // namespace graft
