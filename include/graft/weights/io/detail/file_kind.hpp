#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <graft/weights/io/detail/input_file.hpp>

namespace graft::detail {

/// What a file is, by its first bytes; its name says nothing.
enum class FileKind : std::uint8_t {
  safetensors,
  zip,     // torch.save's format of PyTorch 1.6 and newer
  pickle,  // torch.save's legacy format
  tar,     // torch.save's format before PyTorch 0.2
  json,
  git_lfs_pointer,
  web_page,
  empty,
  other,
};

/// The kind of a file with these first bytes, up to 512.
inline FileKind file_kind(std::string_view head) {
  if (head.empty()) return FileKind::empty;
  // The length of the header in 8 little-endian bytes, of which no real header fills the upper four; then the header.
  if (head.size() > 8 && head[8] == '{' && head.substr(4, 4) == std::string_view("\0\0\0\0", 4)) return FileKind::safetensors;
  if (head.starts_with("PK\x03\x04")) return FileKind::zip;
  if (head.starts_with('\x80')) return FileKind::pickle;
  if (head.size() > 262 && head.substr(257, 5) == "ustar") return FileKind::tar;
  if (head.starts_with("version https://git-lfs")) return FileKind::git_lfs_pointer;
  if (head.starts_with('<')) return FileKind::web_page;
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && head[first] == '{' ? FileKind::json : FileKind::other;
}

inline FileKind file_kind(const InputFile& file) { return file_kind(first_bytes(file, 512)); }

/// Throws for a file of another kind than the reader's, which takes `wanted`.
[[noreturn]] inline void refuse(const InputFile& file, FileKind kind, const std::string& wanted) {
  switch (kind) {
    case FileKind::empty: file.fail("it is empty");
    case FileKind::git_lfs_pointer: file.fail("it is a Git LFS pointer, not the weights (run git lfs pull)");
    case FileKind::web_page: file.fail("it is a web page, not the weights (the download went wrong)");
    case FileKind::tar: file.fail("it has the tar format of PyTorch before 0.2 (load and save it again in Python)");
    case FileKind::safetensors: file.fail("it is a safetensors file, not " + wanted + " (read_weights takes both)");
    case FileKind::zip:
    case FileKind::pickle: file.fail("it looks like a .pth, not " + wanted + " (read_weights takes both)");
    case FileKind::json:
    case FileKind::other: break;
  }
  file.fail("it is not " + wanted);
}

}  // namespace graft::detail
