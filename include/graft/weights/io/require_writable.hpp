#pragma once

#include <filesystem>

namespace graft {

/// Throws unless a file can be written at this path, so that a long training does not end in an error that was certain.
/// What is there stays as it is.
///
/// Errors: WeightsError, as AtomicFile's when it is opened: a missing or read-only folder, a path that is no regular file.
void require_writable(const std::filesystem::path& file);

}  // namespace graft
