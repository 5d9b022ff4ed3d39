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
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  std::error_code failure;
  std::string why;
  if (file.filename().empty() || std::filesystem::is_directory(file, failure)) why = "it is a folder";
  else if (!std::filesystem::is_directory(folder, failure)) why = "the folder " + folder.string() + " does not exist";
  else if (::access(folder.c_str(), W_OK) != 0) why = "the folder " + folder.string() + ": " + std::strerror(errno);
  if (!why.empty()) throw WeightsError("cannot write " + file.string() + ": " + why + "; name a file in a folder that can be written");
}

}  // namespace graft
