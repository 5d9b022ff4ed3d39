#include <graft/data/decode/detail/png.hpp>

#include <string>

#include "data/made_images.hpp"
#include "support/doctest.hpp"

namespace png_tests {

using namespace made_images;
using data_tests::contains;

TEST_CASE("colours of 16 bits lose their lower half, greys of 16 bits are clipped, alpha is dropped") {
  CHECK(decoded(png(1, 1, 16, 2, {0, 1, 200, 2, 200, 3, 200})) == Bytes{1, 2, 3});
  CHECK(decoded(png(1, 1, 16, 6, {0, 1, 200, 2, 200, 3, 200, 9, 9})) == Bytes{1, 2, 3});
  CHECK(decoded(png(3, 1, 16, 0, {0, 0, 7, 0, 255, 1, 0})) == greys({7, 255, 255}));
  CHECK(decoded(png(1, 1, 16, 4, {0, 5, 200, 9, 9})) == greys({5}));
  CHECK(decoded(png(2, 1, 8, 4, {0, 5, 0, 6, 9})) == greys({5, 6}));
}

TEST_CASE("every filter is undone, from the row above and the pixel before") {
  CHECK(decoded(png(3, 5, 8, 0, {0, 10, 20, 30, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1})) ==
        greys({10, 20, 30, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5}));
  CHECK(contains(error_of(png(1, 1, 8, 0, {5, 1})), "unknown filter"));
}

TEST_CASE("an interlaced PNG of few pixels has only the passes that it needs") {
  Bytes file = png_header(2, 3, 8, 0, 1);
  append_chunk(file, "IDAT", stored({0, 1, 0, 5, 0, 2, 0, 6, 0, 3, 4}));  // passes 1, 5, 6 and 7
  CHECK(decoded(file) == greys({1, 2, 3, 4, 5, 6}));
}

TEST_CASE("an end chunk may be missing, and so may rows where the compressed data end whole") {
  Bytes file = png(2, 2, 8, 0, {0, 1, 2, 0, 3, 4});
  file.resize(file.size() - 12);
  CHECK(decoded(file) == greys({1, 2, 3, 4}));
  CHECK(decoded(png(2, 2, 8, 0, {0, 1, 2})) == greys({1, 2, 0, 0}));
  CHECK(decoded(png(2, 2, 8, 3, {0, 1, 0}, {7, 8, 9})) == Bytes{1, 1, 1, 7, 8, 9, 7, 8, 9, 7, 8, 9});
  CHECK(contains(error_of(png(2, 2, 8, 0, {0, 1, 2, 0})), "truncated"));
  CHECK(contains(error_of(png(2, 2, 8, 0, {})), "truncated"));
}

TEST_CASE("a chunk that is cut behind the pixels is an error, checksums there are not verified") {
  Bytes file = png(1, 1, 8, 0, {0, 9});
  file.resize(file.size() - 12);
  Bytes text;
  append_chunk(text, "tEXt", bytes_of("key"));
  append(file, text);
  file.back() ^= 1U;
  CHECK(decoded(file) == greys({9}));
  file.resize(file.size() - 5);
  CHECK(contains(error_of(file), "truncated"));
}

TEST_CASE("headers that make no sense are refused") {
  CHECK(contains(error_of(png(1, 1, 16, 3, {0, 9, 9})), "its header makes no sense"));
  CHECK(contains(error_of(png(1, 1, 8, 1, {0, 9})), "its header makes no sense"));
  CHECK(contains(error_of(png_header(1, 1, 8, 0)), "truncated"));
  CHECK(contains(error_of(png(0, 1, 8, 0, {0})), "its header cannot be read"));
}

}  // namespace png_tests
