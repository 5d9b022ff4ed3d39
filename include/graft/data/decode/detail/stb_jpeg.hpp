#pragma once

#include <cstdint>

#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/whole_image.hpp>

namespace graft::detail {

/// A JPEG decoded by stb_image.
class StbJpeg final : public WholeImage {
 public:
  explicit StbJpeg(ImageBytes bytes);

  void decode(std::uint8_t* rgb) override;

 private:
  ImageBytes bytes_;
};

}  // namespace graft::detail
