#pragma once

#include <map>
#include <string>

#include <graft/weights/pth/write_pth.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>
#include <graft/weights/write_weights.hpp>

namespace graft {

void write_weights(const std::filesystem::path& file, const StateDict& tensors,
                   const std::map<std::string, std::string>& metadata) {
  if (file.extension() != ".safetensors") return write_pth(file, tensors, metadata);
  std::map<std::string, std::string> with_format = metadata;
  with_format.emplace("format", "pt");  // by which Python's libraries know whose tensors they are
  write_safetensors(file, tensors, with_format);
}

}  // namespace graft
