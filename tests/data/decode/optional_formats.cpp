#include <graft/data/decode/optional_formats.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "data/made_images.hpp"
#include "support/doctest.hpp"

namespace optional_formats_tests {

using namespace data_tests;

inline bool is_built_in(const std::string& kind) {
  return kind == "webp" ? graft::has_webp() : kind == "tiff" ? graft::has_tiff() : kind != "jpeg" || graft::has_jpeg_turbo();
}

TEST_CASE("files of every kind decode to Pillow's pixels, or are refused as by Pillow") {
  int files = 0;
  for (auto& line : recorded_lines("formats.txt")) {
    std::string kind, hex, width, height, hash;
    line >> kind >> hex >> width >> height >> hash;
    CAPTURE(kind);
    CAPTURE(hex);
    ++files;
    const auto bytes = bytes_of_hex(hex);
    const std::string error = made_images::error_of(bytes);
    if (!is_built_in(kind)) {
      CHECK((kind == "jpeg" || contains(error, "graft was built without lib" + kind)));
    } else if (width == "refused") {
      CHECK(contains(error, "image 'x'"));
    } else {
      REQUIRE(error == "no exception");
      const graft::Image image = graft::decode_image(bytes, "x");
      CHECK(std::to_string(image.width) == width);
      CHECK(std::to_string(image.height) == height);
      CHECK(fnv(image.pixels) == hash);
    }
  }
  CHECK(files == 7 * 16);
}

TEST_CASE("files of every kind, cut or damaged, decode or are refused, and nothing else happens") {
  std::uint32_t state = 7;
  const auto draw = [&state](std::size_t below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<std::size_t>(state >> 8U) % below;
  };
  for (auto& line : recorded_lines("formats.txt")) {
    std::string kind, hex;
    line >> kind >> hex;
    CAPTURE(kind);
    const auto whole = bytes_of_hex(hex);
    for (int trial = 0; trial < 60; ++trial) {
      auto bytes = whole;
      if (trial % 3 == 0) bytes.resize(draw(bytes.size()));
      for (std::size_t change = 0; change < 3 && !bytes.empty(); ++change)
        bytes[draw(bytes.size())] = static_cast<std::uint8_t>(draw(256));
      const std::string message = message_of<graft::DataError>([&] {
        const graft::Image first = graft::decode_image(bytes, "x", {.max_pixels = 100'000});
        CHECK(first == graft::decode_image(bytes, "x", {.max_pixels = 100'000}));  // no memory that nobody wrote
      });
      CHECK_FALSE(contains(message, "another exception"));
    }
  }
}

TEST_CASE("a file that claims a large image takes memory for what it has, not for what it claims") {
  using namespace made_images;
  constexpr std::size_t side = 12'000;
  Bytes gif = bytes_of("GIF89a");
  for (const std::size_t number : {side, side}) append_number(gif, number, 2, false);
  append(gif, Bytes{0, 0, 0, ',', 0, 0, 0, 0});
  for (const std::size_t number : {side, side}) append_number(gif, number, 2, false);
  append(gif, Bytes{0, 2, 1, 0x4C});
  const std::string size = std::to_string(side) + " " + std::to_string(side);
  const auto peak = [] {
    std::ifstream status("/proc/self/status");
    long kilobytes = -1;
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmHWM:")) kilobytes = std::stol(line.substr(6));
    return kilobytes / 1024;
  };
  if (const char* perturb = std::getenv("MALLOC_PERTURB_"); perturb != nullptr && std::string(perturb) != "0") {
    graft_tests::skipped_without(false, "memory that glibc does not fill (MALLOC_PERTURB_)");
    return;
  }
  std::ofstream("/proc/self/clear_refs") << 5;  // the peak counts from here on: an earlier test may have had a higher one
  const auto before = peak();
  REQUIRE(before > 0);
  for (const Bytes& file : {gif, png(side, side, 8, 2, Bytes(99, 0)), png(side, side, 16, 6, Bytes(99, 0)),
                            png(side * side, 1, 16, 6, Bytes(99, 0)), bmp(40, side, side, 24, 0, 0, {}, Bytes(99, 0)),
                            bmp(40, side, side, 8, 1, 0, Bytes(1024, 1), {9, 9}), bytes_of("P2 " + size + " 255 1 2 3"),
                            bytes_of("P6 " + size + " 255 123")})
    CHECK(contains(error_of(file), "truncated"));
  CHECK(peak() - before < 300);  // MiB; one of them would have 412, or twice that
}

}  // namespace optional_formats_tests
