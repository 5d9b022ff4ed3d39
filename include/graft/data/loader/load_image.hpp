#pragma once

#include <filesystem>

#include <graft/data/decode/decode.hpp>
#include <graft/data/transform/transform.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// Loads one image file as a batch of one.
///
/// Shapes: (1, 3, H, W) float32, channels-last in memory. A transform with random stages draws the same numbers every time.
/// Errors: DataError naming the file, as `decode_image`.
///
///     auto probabilities = network.forward(load_image("cat.1.jpg", evaluation_transform(Preprocessing{}))).softmax(1);
::torch::Tensor load_image(const std::filesystem::path& file, const Transform& transform, const DecodeOptions& options = {});

}  // namespace graft
