#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/dataset/detail/folder_tree.hpp>

namespace graft::detail {

/// Image files below a folder by their path in it, without extension and suffix; those without the suffix are left out.
inline std::map<std::string, std::string> files_by_stem(const std::filesystem::path& folder, const std::string& suffix,
                                                        const std::string& kind) {
  std::error_code failure;
  if (!std::filesystem::is_directory(folder, failure))
    throw DataError("folder of " + kind + "s '" + printable(folder.string()) +
                    "' does not exist or is no folder; check the path");
  std::map<std::string, std::string> files;
  for (const std::string& file : image_files(folder)) {
    std::string stem = std::filesystem::path(file).lexically_relative(folder).replace_extension().generic_string();
    if (!stem.ends_with(suffix)) continue;
    stem.resize(stem.size() - suffix.size());
    const auto [place, is_new] = files.emplace(std::move(stem), file);
    if (!is_new)
      throw DataError(kind + "s '" + printable(place->second) + "' and '" + printable(file) +
                      "' have the same name but for the extension; expected one " + kind + " of a name, remove the other");
  }
  if (files.empty())
    throw DataError("folder of " + kind + "s '" + printable(folder.string()) + "' has no image" +
                    (suffix.empty() ? std::string() : " whose name ends with '" + printable(suffix) + "'") +
                    "; check the path");
  return files;
}

}  // namespace graft::detail
