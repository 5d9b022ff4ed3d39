#include "support/doctest.hpp"

#include <string_view>
#include <type_traits>

#include <graft/core/fixed_string.hpp>

namespace fixed_string_tests {

template <graft::FixedString Text>
struct Named {
  static constexpr std::string_view name = Text.view();
};

TEST_CASE("a literal becomes a template argument and back") {
  static_assert(Named<"layer4.2.conv3">::name == "layer4.2.conv3");
  static_assert(Named<"">::name.empty());
  static_assert(std::is_same_v<Named<"fc">, Named<"fc">>);
  static_assert(!std::is_same_v<Named<"fc">, Named<"fd">>);
  CHECK(Named<"fc">::name == "fc");
}

}  // namespace fixed_string_tests
