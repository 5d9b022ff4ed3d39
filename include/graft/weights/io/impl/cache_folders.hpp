#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/weights/io/cache_folders.hpp>

namespace graft {
namespace detail {

[[nodiscard]] inline std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

[[nodiscard]] inline std::filesystem::path home_folder(const char* or_set) {
  const std::string home = environment("HOME");
  if (home.empty())
    throw WeightsError(std::string("there is no folder to keep weights in: set HOME, XDG_CACHE_HOME or ") + or_set);
  return home;
}

/// The folder that a variable names, with ~ for the home; else a folder in the user's cache.
[[nodiscard]] inline std::filesystem::path cache_folder(const char* variable, const char* name) {
  std::string folder = environment(variable);
  if (folder.empty()) {
    const std::string cache = environment("XDG_CACHE_HOME");
    folder = (cache.empty() ? home_folder(variable) / ".cache" / name : std::filesystem::path(cache) / name).string();
  }
  if (folder == "~" || folder.starts_with("~/")) return home_folder(variable).string() + folder.substr(1);
  return folder;
}

}  // namespace detail

std::filesystem::path torch_hub_folder() { return detail::cache_folder("TORCH_HOME", "torch") / "hub" / "checkpoints"; }

std::filesystem::path graft_cache_folder() { return detail::cache_folder("GRAFT_HOME", "graft"); }

}  // namespace graft
