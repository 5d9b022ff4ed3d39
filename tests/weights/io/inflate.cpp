#include "support/torch_doctest.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include <graft/weights/io/detail/inflate.hpp>

#include "weights/scratch.hpp"

namespace inflate_tests {

using namespace graft::detail;

/// A stream of deflate's fixed codes for `count` zeros: one, copies of 258, and the rest one by one.
/// Source: RFC 1951, section 3.2.6.
std::string zeros(std::size_t count) {
  std::string stream;
  int bits = 0;
  const auto put = [&](bool bit) {
    if (bits % 8 == 0) stream.push_back('\0');
    if (bit) stream.back() = static_cast<char>(static_cast<unsigned char>(stream.back()) | 1U << (bits % 8));
    ++bits;
  };
  const auto code = [&](unsigned value, int length) {
    for (int i = length - 1; i >= 0; --i) put((value >> i & 1U) != 0);
  };
  put(true);  // the last block
  put(true);  // of fixed codes, 01 from the lower bit on
  put(false);
  constexpr unsigned zero = 0b0011'0000, longest_copy = 0b1100'0101, one_back = 0, end = 0;
  code(zero, 8);
  for (std::size_t i = 0; i < (count - 1) / 258; ++i) {
    code(longest_copy, 8);
    code(one_back, 5);
  }
  for (std::size_t i = 0; i < (count - 1) % 258; ++i) code(zero, 8);
  code(end, 7);
  return stream;
}

/// What comes of a stream that claims to hold so many bytes: their number, or the error.
std::string outcome(const std::string& stream, std::size_t claimed) {
  const scratch::Folder folder;
  scratch::write(folder / "x", stream);
  const InputFile file(folder / "x");
  const FileRange range{.offset = 0, .size = stream.size(), .crc = std::nullopt, .unpacked = claimed};
  try {
    const GrowingBytes got = inflated(file, range);
    const auto bytes = got.bytes();
    return std::all_of(bytes.begin(), bytes.end(), [](int byte) { return byte == 0; }) ? std::to_string(bytes.size())
                                                                                       : "others";
  } catch (const graft::WeightsError& error) {
    return error.what();
  }
}

TEST_CASE("a compressed part is read wherever its last copy meets the end of the memory that is there") {
  if (outcome(zeros(1), 1).find("built without zlib") != std::string::npos) {
    graft_tests::skipped_without(false, "zlib");
    return;
  }
  for (std::size_t size = 65'536; size <= 65'536 + 300; ++size) {
    const std::string got = outcome(zeros(size), size);
    CAPTURE(size);
    CHECK(got == std::to_string(size));
  }
  for (const std::size_t size : {1, 2, 258, 259, 260, 131'072, 131'330, 1'000'000})
    CHECK(outcome(zeros(size), size) == std::to_string(size));
}

TEST_CASE("a compressed part that is cut, or holds less or more than it claims, is refused") {
  const std::string whole = zeros(70'000);
  if (outcome(whole, 70'000).find("built without zlib") != std::string::npos) return;
  CHECK(outcome(whole.substr(0, whole.size() / 2), 70'000).find("ends too early") != std::string::npos);
  CHECK(outcome(whole, 69'999).find("more than it claims") != std::string::npos);
  CHECK(outcome(whole, 70'001).find("something else than it claims") != std::string::npos);
  CHECK(outcome(whole + "x", 70'000).find("something else than it claims") != std::string::npos);
}

}  // namespace inflate_tests
