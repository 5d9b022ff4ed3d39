#include <graft/data/decode/detail/gif.hpp>

#include <string>

#include "data/made_images.hpp"
#include "support/doctest.hpp"

namespace gif_tests {

using namespace made_images;
using data_tests::contains;

const Bytes colours{10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42};

/// A GIF of indices below 4: each is a code of 3 bits, and a clear code after every two keeps it so.
Bytes gif(std::size_t screen_width, std::size_t screen_height, const Bytes& extensions, std::size_t left, std::size_t top,
          std::size_t width, std::size_t height, const Bytes& indices, bool interlaced = false, const Bytes& local = {}) {
  Bytes file = bytes_of("GIF89a");
  append_number(file, screen_width, 2, false);
  append_number(file, screen_height, 2, false);
  append(file, Bytes{0x81, 0, 0});
  append(file, colours);
  append(file, extensions);
  file.push_back(',');
  for (const std::size_t number : {left, top, width, height}) append_number(file, number, 2, false);
  file.push_back(static_cast<std::uint8_t>((interlaced ? 0x40 : 0) | (local.empty() ? 0 : 0x80)));
  append(file, local);
  file.push_back(2);
  Bytes codes;
  unsigned buffer = 0, bits = 0;
  const auto put = [&](unsigned code) {
    buffer |= code << bits;
    for (bits += 3; bits >= 8; bits -= 8, buffer >>= 8U) codes.push_back(static_cast<std::uint8_t>(buffer));
  };
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (i % 2 == 0) put(4);
    put(indices[i]);
  }
  put(5);
  codes.push_back(static_cast<std::uint8_t>(buffer));
  file.push_back(static_cast<std::uint8_t>(codes.size()));
  append(file, codes);
  append(file, Bytes{0, ';'});
  return file;
}

Bytes coloured(const Bytes& indices, const Bytes& palette = colours) {
  Bytes pixels;
  for (const std::uint8_t index : indices)
    for (std::size_t c = 0; c < 3; ++c) pixels.push_back(3U * index + c < palette.size() ? palette[3U * index + c] : index);
  return pixels;
}

TEST_CASE("transparent pixels have their palette's colour, and fill the screen around the frame") {
  CHECK(decoded(gif(2, 1, {}, 0, 0, 2, 1, {1, 3})) == coloured({1, 3}));
  const Bytes transparent{'!', 0xF9, 4, 1, 0, 0, 2, 0};
  CHECK(decoded(gif(2, 1, transparent, 0, 0, 2, 1, {2, 3})) == coloured({2, 3}));
  CHECK(decoded(gif(3, 2, transparent, 1, 0, 1, 1, {1})) == coloured({2, 1, 2, 2, 2, 2}));
  CHECK(decoded(gif(3, 2, {}, 1, 1, 1, 1, {1})) == coloured({0, 0, 0, 0, 1, 0}));
}

TEST_CASE("a frame makes its screen larger") {
  const graft::Image image = graft::decode_image(gif(1, 1, {}, 1, 1, 2, 1, {1, 2}), "x");
  CHECK(image.width == 3);
  CHECK(image.height == 2);
  CHECK(image.pixels == coloured({0, 0, 0, 0, 1, 2}));
}

TEST_CASE("a palette of the frame's own comes before the screen's, and is grey beyond its end") {
  const Bytes local{1, 2, 3, 4, 5, 6};
  CHECK(decoded(gif(3, 1, {}, 0, 0, 3, 1, {0, 1, 3}, false, local)) == coloured({0, 1, 3}, local));
}

TEST_CASE("rows of an interlaced GIF come every 8th first") {
  CHECK(decoded(gif(1, 5, {}, 0, 0, 1, 5, {0, 1, 2, 3, 1}, true)) == coloured({0, 3, 2, 1, 1}));
  CHECK(decoded(gif(1, 1, {}, 0, 0, 1, 1, {3}, true)) == coloured({3}));
}

TEST_CASE("damaged GIFs are refused") {
  CHECK(contains(error_of(gif(2, 2, {}, 0, 0, 2, 2, {0, 1, 2})), "its pixels end before its rows do"));
  CHECK(contains(error_of(gif(2, 2, {}, 0, 0, 0, 2, {})), "its first frame is empty"));
  CHECK(contains(error_of(gif(1, 1, {'!', 0xF9, 2, 1, 0, 0}, 0, 0, 1, 1, {0})), "control extension is too short"));
  Bytes none = gif(1, 1, {}, 0, 0, 1, 1, {0});
  none[25] = ';';
  CHECK(contains(error_of(none), "it has no frame"));
  Bytes wide = gif(1, 1, {}, 0, 0, 1, 1, {0});
  wide[35] = 13;
  CHECK(contains(error_of(wide), "more than 12 bits"));
}

}  // namespace gif_tests
