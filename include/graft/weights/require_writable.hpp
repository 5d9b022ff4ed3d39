#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include <graft/core/error.hpp>

namespace graft {

/// Throws unless a file can be written at this path, so that a long training does not end in an error that was certain.
///
/// Errors: WeightsError when the folder is missing or not writable, or the path is a folder.
inline void require_writable(const std::filesystem::path& file) {
  std::error_code failure;
  // A link is written where it leads to, as AtomicFile does it.
  const std::filesystem::path target = std::filesystem::exists(file, failure) ? std::filesystem::canonical(file, failure) : file;
  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
  std::string why;
  if (target.filename().empty() || std::filesystem::is_directory(target, failure)) why = "it is a folder";
  else if (std::filesystem::exists(target, failure) && !std::filesystem::is_regular_file(target, failure)) why = "it is not a regular file";
  else if (!std::filesystem::is_directory(folder, failure)) why = "the folder " + folder.string() + " does not exist";
  else if (::access(folder.c_str(), W_OK) != 0) why = "the folder " + folder.string() + ": " + std::strerror(errno);
  if (!why.empty()) throw WeightsError("cannot write " + file.string() + ": " + why + "; name a file in a folder that can be written");
}

}  // namespace graft
