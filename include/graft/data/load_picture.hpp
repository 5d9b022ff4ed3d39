#pragma once

#include <filesystem>

#include <graft/data/decode.hpp>
#include <graft/data/random.hpp>
#include <graft/data/transform.hpp>
#include <graft/runtime/gateway.hpp>

namespace graft {

/// One picture file as a batch of one.
///
/// Shapes: (1, 3, H, W) float32. A transform with random stages decides the same every time.
/// Errors: DataError naming the file, as `decode_image`.
///
///     auto probabilities = network(load_picture("cat.1.jpg", evaluation_transform(Preprocessing{}))).softmax(1);
inline ::torch::Tensor load_picture(const std::filesystem::path& file, const Transform& transform,
                                    const DecodeOptions& options = {}) {
  Random random(0);
  const Image picture = transform.apply(decode_image(file, options), random);
  auto tensor = ::torch::empty({1, 3, picture.height, picture.width});
  transform.write(picture, tensor.data_ptr<float>());
  return tensor;
}

}  // namespace graft
