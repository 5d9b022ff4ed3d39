#pragma once

#include <filesystem>

#include <graft/data/image.hpp>
#include <graft/data/load_picture.hpp>
#include <graft/data/random.hpp>

namespace graft {

::torch::Tensor load_picture(const std::filesystem::path& file, const Transform& transform, const DecodeOptions& options) {
  Random random(0);
  const Image picture = transform.apply(decode_image(file, options), random);
  auto tensor = ::torch::empty({1, 3, picture.height, picture.width});
  transform.write(picture, tensor.data_ptr<float>());
  return tensor;
}

}  // namespace graft
