#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>

#include <graft/core/error.hpp>
#include <graft/weights/detail/all_finite.hpp>
#include <graft/weights/detail/input_file.hpp>
#include <graft/weights/detail/safetensors_header.hpp>
#include <graft/core/printable.hpp>
#include <graft/weights/read_pth.hpp>
#include <graft/weights/read_safetensors.hpp>
#include <graft/weights/read_tfjs.hpp>
#include <graft/weights/read_weights.hpp>

namespace graft {

Checkpoint read_weights(const std::filesystem::path& path) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(path, ignored);
  const std::string head = is_folder ? "" : detail::first_bytes(detail::InputFile(path), 64);
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string::npos && head[first] == '{';
  Checkpoint checkpoint;
  if (is_folder || is_json) {
    checkpoint = read_tfjs(path);
  } else {
    const bool is_safetensors = detail::looks_like_safetensors(head);
    checkpoint.source = path.string();
    checkpoint.tensors = is_safetensors ? read_safetensors(path, &checkpoint.metadata) : read_pth(path);
  }
  for (const auto& [name, tensor] : checkpoint.tensors)
    if (!detail::all_finite(tensor))
      throw WeightsError("tensor '" + printable(name) + "' of weights '" + path.string() +
                         "' holds NaN or infinity (the training that wrote it went wrong; take an earlier file)");
  return checkpoint;
}

}  // namespace graft
