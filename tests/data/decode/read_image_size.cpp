#include <graft/data/decode/read_image_size.hpp>

#include <filesystem>
#include <string>

#include <graft/data/decode/decode.hpp>
#include <graft/data/decode/optional_formats.hpp>

#include "data/made_images.hpp"
#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace read_image_size_tests {

using namespace data_tests;

TEST_CASE("the size in a header is that of the decoded image") {
  int images = 0;
  for (const char* folder : {"images", "jpegs"}) {
    for (const auto& entry : std::filesystem::directory_iterator(recorded(folder))) {
      if (entry.path().filename() == "bomb.png") continue;
      CAPTURE(entry.path().string());
      const graft::Image image = graft::decode_image(entry.path());
      CHECK((graft::read_image_size(entry.path()) == graft::ImageSize{image.width, image.height}));
      ++images;
    }
  }
  CHECK(images > 30);
}

TEST_CASE("only the header is read of a PNG or JPEG, all of a file whose header is longer than usual") {
  const TemporaryFolder folder;
  const auto size_of = [&](std::vector<std::uint8_t> bytes) {
    write_bytes(folder.path() / "x", bytes);
    return graft::read_image_size(folder.path() / "x");
  };
  std::vector<std::uint8_t> png = file_bytes(recorded("images/rgb.png"));
  png.resize(40);
  CHECK((size_of(png) == graft::ImageSize{7, 5}));

  std::vector<std::uint8_t> jpeg = file_bytes(recorded("images/baseline.jpg"));
  const graft::ImageSize whole = size_of(jpeg);
  std::vector<std::uint8_t> comments{0xFF, 0xD8};
  for (int i = 0; i < 3; ++i) {
    comments.insert(comments.end(), {0xFF, 0xFE, 0xFF, 0xFF});
    comments.resize(comments.size() + 0xFFFD, 'x');
  }
  comments.insert(comments.end(), jpeg.begin() + 2, jpeg.end());
  CHECK((size_of(comments) == whole));
}

TEST_CASE("what is no image has no size") {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "text.png", made_images::bytes_of("no image at all"));
  write_bytes(folder.path() / "empty.png", {});
  const auto error_of = [&](const char* name) {
    return message_of<graft::DataError>([&] { graft::read_image_size(folder.path() / name); });
  };
  CHECK(contains(error_of("text.png"), "is not an image"));
  CHECK(contains(error_of("empty.png"), "is empty"));
  CHECK(contains(error_of("none.png"), "does not exist"));
  CHECK(contains(message_of<graft::DataError>([&] { graft::read_image_size(folder.path()); }), "is not a regular file"));
}

}  // namespace read_image_size_tests
