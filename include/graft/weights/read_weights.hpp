#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/weights/state/checkpoint.hpp>
#include <graft/zoo/read_options.hpp>

namespace graft {

/// Reads weights in any format that graft knows, recognised by the file's contents and not by its name: a `.pth` (see
/// read_pth), a safetensors file (see read_safetensors, which maps it), or a TensorFlow.js layers model (see read_tfjs), as its
/// folder or its model.json.
///
/// `options` choose one of several sets of weights, and rename tensors. Values are not looked at: load_state refuses those that
/// are not finite.
///
/// Errors: WeightsError as the three say, and if there is no such entry.
///
/// Example: `Checkpoint weights = read_weights("checkpoint.pth", {.entry = "model_ema"});`
Checkpoint read_weights(const std::filesystem::path& path, const ReadOptions& options = {});

}  // namespace graft
