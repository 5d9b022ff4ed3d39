#pragma once

#include <filesystem>
#include <string>

#include <graft/weights/io/detail/file_kind.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/pth/detail/pth_legacy.hpp>
#include <graft/weights/pth/detail/pth_zip.hpp>
#include <graft/weights/pth/read_pth.hpp>

namespace graft {

Checkpoint detail::read_pth_checkpoint(const std::filesystem::path& path, const std::string& entry) {
  const InputFile file(path);
  switch (const auto kind = file_kind(file)) {
    case FileKind::zip: return read_pth_zip(file, entry);
    case FileKind::pickle: return read_pth_legacy(file, entry);
    default: refuse(file, kind, "a file of torch.save");
  }
}

StateDict read_pth(const std::filesystem::path& path, const std::string& entry) {
  return detail::read_pth_checkpoint(path, entry).tensors;
}

}  // namespace graft
