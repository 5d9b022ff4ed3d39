#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>

#include <graft/core/error.hpp>
#include <graft/weights/detail/all_finite.hpp>
#include <graft/weights/detail/input_file.hpp>
#include <graft/core/printable.hpp>
#include <graft/weights/read_pth.hpp>
#include <graft/weights/read_tfjs.hpp>
#include <graft/weights/read_weights.hpp>

namespace graft {

Checkpoint read_weights(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto is_json = [&] {
    const std::string head = detail::first_bytes(detail::InputFile(path), 64);
    const std::size_t first = head.find_first_not_of(" \t\r\n");
    return first != std::string::npos && head[first] == '{';
  };
  const bool is_tfjs = std::filesystem::is_directory(path, ignored) || is_json();
  Checkpoint checkpoint = is_tfjs ? read_tfjs(path) : Checkpoint{read_pth(path), {}, {}, path.string()};
  for (const auto& [name, tensor] : checkpoint.tensors)
    if (!detail::all_finite(tensor))
      throw WeightsError("tensor '" + printable(name) + "' of weights '" + path.string() +
                         "' holds NaN or infinity (the training that wrote it went wrong; take an earlier file)");
  return checkpoint;
}

}  // namespace graft
