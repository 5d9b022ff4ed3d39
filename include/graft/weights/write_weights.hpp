#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <graft/weights/state/state_dict.hpp>

namespace graft {

/// Writes tensors, and texts by name, as `.safetensors` where the name ends in it, else as `.pth`.
///
/// read_weights gives the texts back as `Checkpoint::metadata`.
/// Errors: as write_safetensors's and write_pth's.
void write_weights(const std::filesystem::path& file, const StateDict& tensors,
                   const std::map<std::string, std::string>& metadata = {});

}  // namespace graft
