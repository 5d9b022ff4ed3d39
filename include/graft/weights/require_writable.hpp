#pragma once

#include <filesystem>

#include <graft/weights/atomic_file.hpp>

namespace graft {

/// Throws unless a file can be written at this path, so that a long training does not end in an error that was certain.
/// What is there stays as it is.
///
/// Errors: WeightsError, as AtomicFile's when it is opened: a missing or read-only folder, a path that is no regular file.
inline void require_writable(const std::filesystem::path& file) { const AtomicFile opened_and_dropped(file); }

}  // namespace graft
