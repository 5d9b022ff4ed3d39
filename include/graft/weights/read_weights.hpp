#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/weights/state/checkpoint.hpp>

namespace graft {

/// Reads weights in any format that graft knows, recognised by the file's contents and not by its name: a `.pth` (see
/// read_pth), a safetensors file (see read_safetensors, which maps it), or a TensorFlow.js layers model (see read_tfjs), as its
/// folder or its model.json.
///
/// Errors: WeightsError as the three say, and if a tensor has a value that is NaN or infinite, naming the tensor.
///
/// Example: `Checkpoint weights = read_weights("resnet50.pth");`
Checkpoint read_weights(const std::filesystem::path& path);

}  // namespace graft
