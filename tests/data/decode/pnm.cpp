#include <graft/data/decode/detail/pnm.hpp>

#include <string>

#include "data/made_images.hpp"
#include "support/doctest.hpp"

namespace pnm_tests {

using namespace made_images;
using data_tests::contains;

Bytes of(const std::string& text) { return decoded(bytes_of(text)); }
std::string error(const std::string& text) { return error_of(bytes_of(text)); }

TEST_CASE("text and bytes decode to the same pixels") {
  using namespace std::string_literals;
  CHECK(of("P1\n3 2\n0 1 1\n100") == greys({255, 0, 0, 0, 255, 255}));
  CHECK(of("P4\n3 2\n\x60\x80") == greys({255, 0, 0, 0, 255, 255}));
  CHECK(of("P2 2 1 255 7 200") == greys({7, 200}));
  CHECK(of("P5 2 1 255\n\7\xC8") == greys({7, 200}));
  CHECK(of("P3 1 1 255\n7 8 9") == Bytes{7, 8, 9});
  CHECK(of("P6\t1\r1\f255 \7\10\11") == Bytes{7, 8, 9});
}

TEST_CASE("values are scaled by the largest one, to even where they lie between, and greys of 16 bits clipped") {
  using namespace std::string_literals;
  CHECK(of("P2 3 1 2 0 1 2") == greys({0, 128, 255}));
  CHECK(of("P6 1 1 65535\n\1\0\0\xFF\xFF\xFF"s) == Bytes{1, 1, 255});
  CHECK(of("P5 2 1 65535\n\0\7\1\0"s) == greys({7, 255}));
  CHECK(of("P3 1 1 1000 0 500 1000") == Bytes{0, 128, 255});
}

TEST_CASE("comments may stand anywhere in text, also within a number") {
  CHECK(of("P2\n# a\n2 # b\n1 25#c\n5\n1#d\n2 3") == greys({12, 3}));
}

TEST_CASE("a size whose product overflows is refused before any memory is taken for it") {
  CHECK(contains(error("P2 8589934592 2147483648 255 1 2 3"), " claims 8589934592x2147483648 pixels, more than the limit of "));
  CHECK(contains(error("P3 9999999999 9999999999 255 1 2 3"), " claims 9999999999x9999999999 pixels, more than the limit of "));
  CHECK(contains(error("P1 4294967296 4294967295 1 0"), " claims 4294967296x4294967295 = 18446744069414584320 pixels"));
}

TEST_CASE("damaged PNMs are refused") {
  CHECK(contains(error("P5 2 2 255\n..."), "truncated"));
  CHECK(contains(error("P2 2 2 255 1 2 3 "), "truncated"));
  CHECK(contains(error("P1 2 1 0"), "truncated"));
  CHECK(contains(error("P1 1 1 0 x"), "neither 0 nor 1"));
  CHECK(contains(error("P2 1 1 9 10"), "has the value 10, more than its largest, 9"));
  CHECK(contains(error("P2 1 1 -9 1"), "a number of it makes no sense"));
  CHECK(contains(error("P5 1 1 0\n."), "values up to 0"));
  CHECK(contains(error("P5 99999999999 1 255\n."), "a number of it makes no sense"));
  CHECK(contains(error("P5 0 1 255\n."), "has no pixels"));
}

}  // namespace pnm_tests
