#pragma once

#include <filesystem>

#include <graft/data/decode/detail/encoded_image.hpp>
#include <graft/data/decode/detail/planned_image.hpp>
#include <graft/data/decode/detail/read_file.hpp>
#include <graft/data/image/detail/scratch.hpp>
#include <graft/data/loader/load_image.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {

::torch::Tensor load_image(const std::filesystem::path& file, const Transform& transform, const DecodeOptions& options) {
  Random random(0);
  detail::Scratch scratch;
  detail::EncodedImage encoded(detail::read_image_file(file.string(), scratch.file), file.string(), options);
  detail::PlannedImage image(encoded, scratch);
  transform.plan(image, random);
  image.make();
  auto tensor = ::torch::empty({1, 3, image.height(), image.width()},
                               ::torch::TensorOptions().memory_format(::torch::MemoryFormat::ChannelsLast));
  image.write(transform.table(), tensor.data_ptr<float>());
  return tensor;
}

}  // namespace graft
