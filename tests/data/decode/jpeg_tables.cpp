#include <graft/data/decode/detail/jpeg_tables.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <graft/data/decode/decode.hpp>

#include "data/recorded_files.hpp"
#include "support/doctest.hpp"

namespace jpeg_tables_tests {

using namespace data_tests;
using graft::detail::jpeg_tables_are_sound;

/// Where the first segment with this marker begins.
inline std::size_t segment(const std::vector<std::uint8_t>& bytes, std::uint8_t marker) {
  const std::vector<std::uint8_t> wanted{0xFF, marker};
  return static_cast<std::size_t>(std::search(bytes.begin(), bytes.end(), wanted.begin(), wanted.end()) - bytes.begin());
}

inline bool is_refused(const std::vector<std::uint8_t>& bytes) {
  const graft::DecodeOptions stb{.jpeg = graft::JpegDecoder::stb};
  return contains(message_of<graft::DataError>([&] { graft::decode_image(bytes, "x.jpg", stb); }),
                  "'x.jpg' is damaged: its Huffman tables");
}

TEST_CASE("the tables of whole JPEGs are sound") {
  for (const char* folder : {"jpegs", "images"}) {
    for (const auto& entry : std::filesystem::directory_iterator(recorded(folder))) {
      if (entry.path().extension() == ".jpg") CHECK(jpeg_tables_are_sound(file_bytes(entry.path())));
    }
  }
}

TEST_CASE("a table of more codes than there are is refused before stb reads it") {
  auto bytes = file_bytes(recorded("jpegs/s420.jpg"));
  const std::size_t table = segment(bytes, 0xC4);
  for (std::size_t length = 8; length < 16; ++length) bytes[table + 5 + length] = 0xFF;
  CHECK_FALSE(jpeg_tables_are_sound(bytes));
  CHECK(is_refused(bytes));
}

TEST_CASE("a scan whose table is missing is refused before stb reads it") {
  for (const char* name : {"jpegs/s420.jpg", "jpegs/progressive.jpg"}) {
    auto bytes = file_bytes(recorded(name));
    bytes[segment(bytes, 0xC4) + 1] = 0xFE;  // a comment now
    CHECK_FALSE(jpeg_tables_are_sound(bytes));
    CHECK(is_refused(bytes));
  }
  auto bytes = file_bytes(recorded("jpegs/grey.jpg"));
  bytes[segment(bytes, 0xDA) + 6] = 0x20;  // a third table, of two
  CHECK_FALSE(jpeg_tables_are_sound(bytes));
  CHECK(is_refused(bytes));
}

}  // namespace jpeg_tables_tests
