#include "support/doctest.hpp"

#include <graft/core/short_string.hpp>

#include <string>
#include <string_view>

namespace short_string_tests {

using Name = graft::ShortString<4>;

TEST_CASE("a text that fits is kept whole") {
  static_assert(Name{"conv"} == "conv" && Name{"conv"}.fits());
  static_assert(Name{}.empty() && Name{""}.empty() && Name{}.fits() && !Name{"a"}.empty());
  CHECK(Name{"fc"}.view() == "fc");
}

TEST_CASE("a text that is too long is cut, and says so") {
  constexpr Name name{"conv1"};
  static_assert(name == "conv" && !name.fits());
  CHECK(!(name == "conv1"));
}

TEST_CASE("appending goes on behind what is there") {
  constexpr auto joined = [] {
    graft::ShortString<8> text{"fc"};
    text.append(".");
    text.append("0");
    text.append("");
    return text;
  }();
  static_assert(joined == "fc.0" && joined.fits());
  constexpr auto overflown = [] {
    Name text{"abc"};
    text.append("de");
    text.append("f");
    return text;
  }();
  static_assert(overflown == "abcd" && !overflown.fits());
  CHECK(joined.view() == "fc.0");
}

TEST_CASE("literals, pointers, strings and arrays longer than their text are texts alike") {
  static constexpr char array[8] = "ab";
  const char* const pointer = "ab";
  static_assert(Name{array} == "ab" && graft::ShortString<31>{array}.view().size() == 2 && Name{array}.fits());
  CHECK(Name{pointer} == "ab");
  CHECK(Name{std::string("ab")} == "ab");
  CHECK(Name{std::string_view("ab")} == "ab");
  CHECK(!Name{std::string("abcde")}.fits());
}

TEST_CASE("two are equal when their texts are, whatever lies behind the end") {
  static_assert(Name{"ab"} == Name{"ab"} && !(Name{"ab"} == Name{"abc"}) && !(Name{"abc"} == Name{"abd"}));
  static_assert(Name{"conv1"} == Name{"conv2"});  // both cut to "conv": whoever cares asks fits()
}

}  // namespace short_string_tests
