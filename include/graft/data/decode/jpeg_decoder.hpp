#pragma once

#include <cstdint>

namespace graft {

/// The library that decodes JPEGs.
enum class JpegDecoder : std::uint8_t {
  best,   ///< libjpeg-turbo where graft was built with it, else stb_image
  turbo,  ///< libjpeg-turbo: the pixels are Pillow's, bit for bit
  stb,    ///< stb_image, which is always there; it rounds differently, so that many values differ slightly
};

/// Whether graft was built with libjpeg-turbo: GRAFT_HAS_JPEG_TURBO was defined where its bodies were compiled.
bool has_jpeg_turbo();

}  // namespace graft
