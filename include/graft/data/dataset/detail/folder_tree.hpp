#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <range/v3/algorithm/any_of.hpp>
#include <range/v3/algorithm/sort.hpp>

#include <graft/core/exceptions.hpp>

namespace graft::detail {

/// The names of the folders and of the files in a folder, each sorted byte by byte; links are followed.
struct FolderEntries {
  std::vector<std::string> folders;
  std::vector<std::string> files;
};

/// Errors: DataError naming the folder when it cannot be listed.
inline FolderEntries folder_entries(const std::filesystem::path& folder) {
  FolderEntries entries;
  std::error_code failure;
  auto entry = std::filesystem::directory_iterator(folder, failure);
  for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
    std::error_code broken_link;
    auto& names = entry->is_directory(broken_link) ? entries.folders : entries.files;
    names.push_back(entry->path().filename().string());
  }
  if (failure) {
    throw DataError("folder '" + folder.string() + "' cannot be listed (" + failure.message() + "); check its permissions");
  }
  ranges::sort(entries.folders);
  ranges::sort(entries.files);
  return entries;
}

/// Whether a file's name has one of the extensions that torchvision's ImageFolder takes, in upper or lower case.
inline bool has_image_extension(std::string_view name) {
  static constexpr std::string_view extensions[] = {".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp"};
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return ranges::any_of(extensions, [&](std::string_view extension) {
    return name.size() >= extension.size() &&
           std::equal(extension.begin(), extension.end(), name.end() - static_cast<std::ptrdiff_t>(extension.size()),
                      [&](char wanted, char given) { return wanted == lower(given); });
  });
}

/// `folder` and every folder below it; a link that leads back to a folder it lies in is not followed.
inline void collect_folders(const std::filesystem::path& folder, std::vector<std::filesystem::path>& ancestors,
                            std::vector<std::string>& found) {
  std::error_code failure;
  const auto real = std::filesystem::canonical(folder, failure);
  if (failure || ranges::any_of(ancestors, [&](const auto& ancestor) { return ancestor == real; })) return;
  found.push_back(folder.string());
  ancestors.push_back(real);
  for (const auto& name : folder_entries(folder).folders) collect_folders(folder / name, ancestors, found);
  ancestors.pop_back();
}

/// The paths of all image files in `folder` and below, sorted by folder, then by name, both byte by byte.
///
/// Source: the order of torchvision's `make_dataset`, so that indices mean the same image there and here.
inline std::vector<std::string> image_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> ancestors;
  std::vector<std::string> folders;
  collect_folders(folder, ancestors, folders);
  ranges::sort(folders);
  std::vector<std::string> files;
  for (const auto& each : folders) {
    for (const auto& name : folder_entries(each).files) {
      if (has_image_extension(name)) files.push_back((std::filesystem::path(each) / name).string());
    }
  }
  return files;
}

}  // namespace graft::detail
