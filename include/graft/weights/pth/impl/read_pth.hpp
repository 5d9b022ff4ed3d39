#pragma once

#include <filesystem>

#include <graft/weights/io/detail/file_kind.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/pth/detail/pth_legacy.hpp>
#include <graft/weights/pth/detail/pth_zip.hpp>
#include <graft/weights/pth/read_pth.hpp>

namespace graft {

StateDict read_pth(const std::filesystem::path& path) {
  const detail::InputFile file(path);
  switch (const auto kind = detail::file_kind(file)) {
    case detail::FileKind::zip: return detail::read_pth_zip(file);
    case detail::FileKind::pickle: return detail::read_pth_legacy(file);
    default: detail::refuse(file, kind, "a file of torch.save");
  }
}

}  // namespace graft
