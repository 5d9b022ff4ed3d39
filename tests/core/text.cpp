#include "support/doctest.hpp"

#include <string_view>
#include <type_traits>

#include <graft/core/text.hpp>

namespace text_tests {

struct Path {
  static constexpr std::string_view value() { return "fc.0"; }
};
struct Nothing {
  static constexpr std::string_view value() { return ""; }
};

TEST_CASE("text becomes one character an argument") {
  static_assert(std::is_same_v<graft::text_of<Path>, graft::text<'f', 'c', '.', '0'>>);
  static_assert(std::is_same_v<graft::text_of<Nothing>, graft::text<>>);
}

}  // namespace text_tests
