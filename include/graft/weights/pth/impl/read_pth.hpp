#pragma once

#include <filesystem>
#include <string>

#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/io/detail/refuse_other_files.hpp>
#include <graft/weights/io/detail/safetensors_header.hpp>
#include <graft/weights/pth/detail/pth_legacy.hpp>
#include <graft/weights/pth/detail/pth_zip.hpp>
#include <graft/weights/pth/read_pth.hpp>

namespace graft {

StateDict read_pth(const std::filesystem::path& path) {
  const detail::InputFile file(path);
  const std::string head = detail::first_bytes(file, 512);
  if (head.starts_with("PK\x03\x04")) return detail::read_pth_zip(file);
  if (head.starts_with('\x80')) return detail::read_pth_legacy(file);
  detail::refuse_other_files(file, head);
  if (detail::looks_like_safetensors(head))
    file.fail("it is a safetensors file (read_safetensors and read_weights take those)");
  if (head.size() > 262 && head.compare(257, 5, "ustar") == 0)
    file.fail("it has the tar format of PyTorch before 0.2 (load and save it again in Python)");
  file.fail("it is no file of torch.save");
}

}  // namespace graft
