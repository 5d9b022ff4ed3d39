#include <graft/data/decode/jpeg_decoder.hpp>

#include <graft/data/decode/decode.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace jpeg_decoder_tests {

using namespace data_tests;

TEST_CASE("a decoder that graft was built without is an error for a JPEG, and nothing to other images") {
  const graft::DecodeOptions turbo{.jpeg = graft::JpegDecoder::turbo};
  const auto message = message_of<graft::UsageError>([&] { graft::decode_image(recorded("jpegs/s420.jpg"), turbo); });
  if (graft::has_jpeg_turbo())
    CHECK(message == "no exception");
  else
    CHECK(contains(message, "s420.jpg' is to be decoded by libjpeg-turbo, which graft was built without; build it with"));
  CHECK(graft::decode_image(recorded("images/rgb.png"), turbo) == graft::decode_image(recorded("images/rgb.png")));
}

}  // namespace jpeg_decoder_tests
