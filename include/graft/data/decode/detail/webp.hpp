#pragma once

#ifdef GRAFT_HAS_WEBP

#include <cstddef>
#include <cstdint>
#include <memory>

#include <webp/decode.h>
#include <webp/demux.h>

#include <graft/data/decode/detail/image_format.hpp>
#include <graft/data/decode/detail/whole_image.hpp>

namespace graft::detail {

/// A WebP, lossy or lossless, or the first frame of an animated one on its canvas, by libwebp. Alpha is dropped.
///
/// Source: Pillow's WebPImagePlugin, which has every file decoded as an animation.
class WebpImage final : public WholeImage {
 public:
  explicit WebpImage(ImageBytes bytes) : bytes_(bytes) {
    ::WebPBitstreamFeatures features{};
    const VP8StatusCode status = ::WebPGetFeatures(bytes.data(), bytes.size(), &features);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA) refuse_truncated(bytes);
    if (status != VP8_STATUS_OK) refuse_damaged("its header cannot be read");
    width_ = static_cast<std::uint64_t>(features.width);
    height_ = static_cast<std::uint64_t>(features.height);
  }

  void decode(std::uint8_t* rgb) override {
    const ::WebPData data{bytes_.data(), bytes_.size()};
    const std::unique_ptr<::WebPAnimDecoder, void (*)(::WebPAnimDecoder*)> decoder(::WebPAnimDecoderNew(&data, nullptr),
                                                                                   &::WebPAnimDecoderDelete);
    ::WebPAnimInfo info{};
    std::uint8_t* rgba = nullptr;
    int time = 0;
    if (!decoder || ::WebPAnimDecoderGetInfo(decoder.get(), &info) == 0 || info.canvas_width != width_ ||
        info.canvas_height != height_ || ::WebPAnimDecoderGetNext(decoder.get(), &rgba, &time) == 0)
      refuse_damaged("libwebp cannot decode it");
    for (std::size_t i = 0; i < static_cast<std::size_t>(width_ * height_); ++i, rgba += 4)
      for (std::size_t c = 0; c < 3; ++c) *rgb++ = rgba[c];
  }

 private:
  ImageBytes bytes_;
};

}  // namespace graft::detail

#endif
