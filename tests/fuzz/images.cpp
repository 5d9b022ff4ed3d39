// An image of one format, GRAFT_FUZZ_FORMAT, from any bytes: decodes, whole or as stages plan it, or throws an error of ours.
// The first two bytes choose the plan, the file follows.
#include <cstddef>
#include <cstdint>

#include <graft/core/exceptions.hpp>
#include <graft/data/decode/impl/decode.hpp>
#include <graft/data/decode/impl/stb_image.hpp>
#include <graft/data/transform/detail/planned_image.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace graft;
  if (size < 2) return 0;
  const detail::ImageBytes bytes(data + 2, size - 2);
  if (detail::image_format(bytes) != detail::ImageFormat::GRAFT_FUZZ_FORMAT) return 0;
  const auto choice = [&](unsigned bits, unsigned at) { return std::int64_t{data[at / 8] >> at % 8 & ((1 << bits) - 1)}; };
  try {
    const DecodeOptions options{
        .max_pixels = 1 << 18, .draft = choice(1, 0) != 0, .jpeg = choice(1, 1) != 0 ? JpegDecoder::stb : JpegDecoder::best};
    detail::EncodedImage encoded(bytes, "input", options);
    detail::Scratch scratch;
    detail::PlannedImage image(encoded, scratch);
    if (choice(1, 2) != 0) {
      const Box box{image.width() * choice(2, 8) / 4, image.height() * choice(2, 10) / 4, (image.width() + 3) / 4,
                    (image.height() + 3) / 4};
      image.crop(box);
    }
    const Interpolation by = choice(1, 7) != 0 ? Interpolation::bicubic : Interpolation::bilinear;
    if (choice(1, 3) != 0) image.resize(1 + choice(3, 4), 1 + choice(4, 12), by);
    const Image result = image.take();
    unsigned sum = 0;
    for (const std::uint8_t value : result.pixels) sum += value;
    if (sum == 1) throw Error("never thrown, so that nothing is left out");
  } catch (const Error&) {
  }
  return 0;
}
