#pragma once

#include <filesystem>

#include <graft/data/detail/encoded_picture.hpp>
#include <graft/data/detail/planned_picture.hpp>
#include <graft/data/detail/read_file.hpp>
#include <graft/data/detail/scratch.hpp>
#include <graft/data/load_picture.hpp>
#include <graft/data/random.hpp>

namespace graft {

::torch::Tensor load_picture(const std::filesystem::path& file, const Transform& transform, const DecodeOptions& options) {
  Random random(0);
  detail::Scratch scratch;
  detail::EncodedPicture encoded(detail::read_picture_file(file.string(), scratch.file), file.string(), options);
  detail::PlannedPicture picture(encoded, scratch);
  transform.plan(picture, random);
  picture.make();
  auto tensor = ::torch::empty({1, 3, picture.height(), picture.width()},
                               ::torch::TensorOptions().memory_format(::torch::MemoryFormat::ChannelsLast));
  picture.write(transform.table(), tensor.data_ptr<float>());
  return tensor;
}

}  // namespace graft
