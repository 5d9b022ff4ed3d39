#include <graft/data/decode/decode.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <graft/data/decode/detail/jpeg_markers.hpp>

#include "data/made_images.hpp"
#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace decode_tests {

using namespace data_tests;

inline std::string error_for(const std::vector<std::uint8_t>& bytes, const graft::DecodeOptions& options = {}) {
  return message_of<graft::DataError>([&] { graft::decode_image(bytes, "x.jpg", options); });
}

/// The mean difference of the values of two images of the same size.
inline double mean_distance(const graft::Image& left, const graft::Image& right) {
  double sum = 0;
  for (std::size_t i = 0; i < left.pixels.size(); ++i) sum += std::abs(int{left.pixels[i]} - int{right.pixels[i]});
  return sum / static_cast<double>(left.pixels.size());
}

inline std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

/// The largest difference of two images' values, 256 when their sizes differ.
inline int distance(const graft::Image& image, const std::string& wanted_hex) {
  if (wanted_hex.size() != 2 * image.pixels.size()) return 256;
  int largest = 0;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    largest = std::max(largest, std::abs(std::stoi(wanted_hex.substr(2 * i, 2), nullptr, 16) - image.pixels[i]));
  }
  return largest;
}

TEST_CASE("every kind of image decodes to the RGB that Pillow gives") {
  int images = 0;
  for (auto& line : recorded_lines("decode.txt")) {
    std::string name;
    std::string wanted;
    std::int64_t width = 0;
    std::int64_t height = 0;
    line >> name >> width >> height >> wanted;
    CAPTURE(name);
    for (const graft::JpegDecoder jpeg : jpeg_decoders()) {
      const auto image = graft::decode_image(recorded("images/" + name), {.jpeg = jpeg});
      CHECK(image.width == width);
      CHECK(image.height == height);
      // In a JPEG, stb's inverse transform and its upsampling of colours round differently.
      const bool may_differ = contains(name, ".jpg") && jpeg == graft::JpegDecoder::stb;
      CHECK(distance(image, wanted) <= (may_differ ? 3 : 0));
    }
    ++images;
  }
  CHECK(images == 23);
}

TEST_CASE("every kind of JPEG decodes to Pillow's pixels with libjpeg-turbo, and closely with stb") {
  int images = 0;
  for (auto& line : recorded_lines("jpegs.txt")) {
    std::string name;
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::string hash;
    line >> name >> width >> height >> hash;
    CAPTURE(name);
    const auto by_stb = graft::decode_image(recorded("jpegs/" + name), {.jpeg = graft::JpegDecoder::stb});
    CHECK(by_stb.width == width);
    CHECK(by_stb.height == height);
    ++images;
    if (!graft::has_jpeg_turbo()) continue;
    const auto by_turbo = graft::decode_image(recorded("jpegs/" + name), {.jpeg = graft::JpegDecoder::turbo});
    CHECK(by_turbo.width == width);
    CHECK(by_turbo.height == height);
    // What an unfinished image lacks is smoothed, in another way from libjpeg-turbo 3 on.
    const bool by_turbo3 = name == "first_scans.jpg" && fnv(by_turbo.pixels) == "098330921f67f1a5";
    CHECK((by_turbo3 || fnv(by_turbo.pixels) == hash));
    CHECK(graft::decode_image(recorded("jpegs/" + name)) == by_turbo);
    // stb interpolates chroma of the usual samplings only, and not where there is little of it; it smooths no unfinished image.
    const bool rare = name == "s411.jpg" || name == "uneven.jpg" || name == "narrow.jpg";
    CHECK(mean_distance(by_stb, by_turbo) < (name == "first_scans.jpg" ? 20 : rare ? 8 : 1));
  }
  CHECK(images == 16);
}

TEST_CASE("draft alone changes nothing: where no resize follows, the whole image is wanted") {
  const auto file = recorded("jpegs/s420.jpg");
  CHECK(graft::decode_image(file, {.draft = true}) == graft::decode_image(file));
}

TEST_CASE("an orientation in EXIF is ignored, as PIL ignores it") {
  CHECK(graft::decode_image(recorded("images/rotated.jpg")) == graft::decode_image(recorded("images/baseline.jpg")));
}

TEST_CASE("an image cut anywhere is an error that names the file") {
  for (const auto& entry : std::filesystem::directory_iterator(recorded("images"))) {
    const std::string name = entry.path().filename().string();
    if (name == "bomb.png") continue;
    const auto whole = file_bytes(entry.path());
    for (const graft::JpegDecoder jpeg : jpeg_decoders()) {
      if (jpeg == graft::JpegDecoder::stb && !contains(name, ".jpg") && graft::has_jpeg_turbo()) continue;  // was the same
      CAPTURE(name);
      const graft::Image image = graft::decode_image(whole, name, {.jpeg = jpeg});
      // What may be missing has no pixels: the padding of a BMP's last row, and what follows them in a PNG and a GIF.
      const std::size_t spare = contains(name, ".png") ? 22 : contains(name, ".gif") ? 2 : contains(name, ".bmp") ? 3 : 0;
      for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const std::string error = error_for(cut, {.jpeg = jpeg});
        if (error == "no exception") {
          CHECK(size + spare >= whole.size());
          CHECK(graft::decode_image(cut, name, {.jpeg = jpeg}) == image);
        } else {
          CHECK(contains(error, "x.jpg"));
        }
      }
    }
  }
}

TEST_CASE("a JPEG ends with its own end marker, whatever the decoder thinks, and not with that of a thumbnail in it") {
  auto bytes = file_bytes(recorded("images/baseline.jpg"));
  // An APP1 segment of 8 bytes with a whole image's start and end in it, right behind the start of the file.
  const std::vector<std::uint8_t> thumbnail{0xFF, 0xE1, 0, 8, 0xFF, 0xD8, 0xFF, 0xD9, 0xFF, 0xD9};
  bytes.insert(bytes.begin() + 2, thumbnail.begin(), thumbnail.end());
  CHECK(graft::detail::jpeg_is_complete(bytes));
  for (const graft::JpegDecoder jpeg : jpeg_decoders()) CHECK(error_for(bytes, {.jpeg = jpeg}) == "no exception");
  for (std::size_t size = 2; size < bytes.size(); ++size) {
    CHECK_FALSE(graft::detail::jpeg_is_complete(graft::detail::ImageBytes(bytes).first(size)));
  }
  bytes.insert(bytes.end(), {'m', 'o', 'r', 'e'});  // what follows the end is not looked at
  for (const graft::JpegDecoder jpeg : jpeg_decoders()) CHECK(error_for(bytes, {.jpeg = jpeg}) == "no exception");
}

TEST_CASE("stray markers in and behind the coded data of a JPEG are libjpeg's to judge") {
  if (!graft::has_jpeg_turbo()) return;
  const auto whole = file_bytes(recorded("images/baseline.jpg"));
  const auto with = [&](std::size_t from_end, const std::vector<std::uint8_t>& stray) {
    auto bytes = whole;
    bytes.insert(bytes.end() - static_cast<std::ptrdiff_t>(from_end), stray.begin(), stray.end());
    return bytes;
  };
  for (const int marker : {0x01, 0xD0, 0xE1, 0xFE})  // behind the data, some of them with a length of nonsense
    CHECK(graft::decode_image(with(2, {0xFF, static_cast<std::uint8_t>(marker), 0xFF, 0xFF}), "x.jpg") ==
          graft::decode_image(whole, "x.jpg"));
  const auto inside = with(40, {0xFF, 0xE1});
  CHECK(error_for(inside) == "no exception");
  CHECK(contains(error_for({inside.begin(), inside.end() - 2}), "truncated"));
}

TEST_CASE("a BMP whose first row is the top one decodes to the same image") {
  auto bytes = file_bytes(recorded("images/rgb.bmp"));
  const graft::Image image = graft::decode_image(bytes, "x.bmp");
  const auto height = static_cast<std::uint32_t>(-image.height);
  for (std::size_t i = 0; i < 4; ++i) bytes[22 + i] = static_cast<std::uint8_t>(height >> 8 * i);
  const graft::Image turned = graft::decode_image(bytes, "x.bmp");
  REQUIRE(turned.height == image.height);
  const auto row_bytes = static_cast<std::ptrdiff_t>(image.width * 3);
  for (std::ptrdiff_t y = 0; y < image.height; ++y)
    CHECK(std::equal(image.pixels.begin() + y * row_bytes, image.pixels.begin() + (y + 1) * row_bytes,
                     turned.pixels.end() - (y + 1) * row_bytes));
  for (std::size_t i = 0; i < 4; ++i) bytes[22 + i] = i == 3 ? 0x80 : 0;  // -2^31 rows
  CHECK(contains(error_for(bytes), "x.jpg"));
}

TEST_CASE("a damaged image decodes or is an error, and nothing else happens") {
  std::uint32_t state = 7;
  for (const auto& entry : std::filesystem::directory_iterator(recorded("images"))) {
    for (int trial = 0; trial < 100; ++trial) {
      auto bytes = file_bytes(entry.path());
      for (int change = 0; change < 4; ++change) {
        state = state * 1664525U + 1013904223U;
        bytes[(state >> 8U) % bytes.size()] = static_cast<std::uint8_t>(state >> 3U);
      }
      const std::string message = error_for(bytes, {.max_pixels = 1'000'000});
      CHECK_FALSE(contains(message, "another exception"));
    }
  }
}

TEST_CASE("what is not an image says what it is and what to do") {
  CHECK(contains(error_for({}), "image 'x.jpg' is empty"));
  CHECK(contains(error_for(bytes_of("hello, I am a text file\n")), "is not an image"));
  CHECK(contains(error_for(bytes_of("<html>404</html>")), "expected JPEG, PNG"));
  CHECK(contains(error_for(bytes_of("P7\nWIDTH 1\n")), "is not an image"));
  CHECK(contains(error_for({'I', 'I', '*', 0, 8, 0, 0, 0}), graft::has_tiff()
                                                                ? "is truncated or damaged: libtiff says"
                                                                : "is a TIFF, and graft was built without libtiff"));
  CHECK(contains(error_for(bytes_of("RIFF....WEBPVP8 ")),
                 graft::has_webp() ? "is truncated" : "is a WebP, and graft was built without libwebp"));
  CHECK(contains(error_for(bytes_of("P5 1 1 65536\n..")), "values up to 65536, expected at most 65535"));
}

TEST_CASE("a decompression bomb is refused by its header, at a limit that can be set") {
  CHECK(contains(error_for(file_bytes(recorded("images/bomb.png"))),
                 "claims 15000x15000 = 225000000 pixels, more than the limit of 178956970"));
  CHECK(contains(error_for(made_images::png(16726680, 15000, 8, 2, {})), "claims 16726680x15000 = 250900200000 pixels"));
  const auto small = file_bytes(recorded("images/rgb.png"));
  CHECK(error_for(small, {.max_pixels = 35}) == "no exception");
  CHECK(contains(error_for(small, {.max_pixels = 34}), "7x5 = 35 pixels, more than the limit of 34"));
}

TEST_CASE("a JPEG of very many scans, each of which takes as long as the first, is refused") {
  if (graft_tests::skipped_without(graft::has_jpeg_turbo(), "libjpeg-turbo")) return;
  const auto good = file_bytes(recorded("jpegs/progressive.jpg"));
  const std::vector<std::uint8_t> start_of_scan{0xFF, 0xDA};
  const auto last = std::find_end(good.begin(), good.end(), start_of_scan.begin(), start_of_scan.end());
  const auto with_scans = [&](int more) {
    auto bytes = good;
    for (int i = 0; i < more; ++i) bytes.insert(bytes.end() - 2, last, good.end() - 2);
    return bytes;
  };
  CHECK(error_for(with_scans(400)) == "no exception");
  CHECK(contains(error_for(with_scans(600)), "more than 500 scans"));
}

TEST_CASE("a JPEG that claims too many pixels is refused by its header, whoever decodes it") {
  auto bytes = file_bytes(recorded("jpegs/s420.jpg"));
  const std::vector<std::uint8_t> start_of_frame{0xFF, 0xC0};
  const auto found = std::search(bytes.begin(), bytes.end(), start_of_frame.begin(), start_of_frame.end());
  REQUIRE(found != bytes.end());
  found[5] = found[7] = 0xFD;  // the upper bytes of its height and width
  for (const graft::JpegDecoder jpeg : jpeg_decoders()) {
    CHECK(contains(error_for(bytes, {.jpeg = jpeg}), "claims 64861x64839 = 4205522379 pixels, more than the limit"));
    CHECK(contains(error_for(file_bytes(recorded("jpegs/s420.jpg")), {.max_pixels = 93 * 71 - 1, .jpeg = jpeg}),
                   "93x71 = 6603 pixels"));
  }
}

TEST_CASE("a path that is not an image file is an error that names it") {
  const TemporaryFolder folder;
  const auto error = [](const std::filesystem::path& file) {
    return message_of<graft::DataError>([&] { graft::decode_image(file); });
  };
  CHECK(contains(error(folder.path() / "none.jpg"), "none.jpg' does not exist"));
  CHECK(contains(error(folder.path()), "is not a regular file"));
  std::filesystem::create_symlink("nowhere", folder.path() / "link.jpg");
  CHECK(contains(error(folder.path() / "link.jpg"), "link.jpg' does not exist"));
  write_bytes(folder.path() / "empty.jpg", {});
  CHECK(contains(error(folder.path() / "empty.jpg"), "empty.jpg' is empty"));
}

}  // namespace decode_tests
