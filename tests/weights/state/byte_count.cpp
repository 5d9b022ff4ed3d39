#include "support/torch_doctest.hpp"

#include <cstdint>
#include <limits>
#include <vector>

#include <graft/weights/state/detail/byte_count.hpp>

namespace byte_count_tests {

TEST_CASE("the bytes of a shape are counted, and shapes that no tensor has are nothing") {
  using graft::detail::byte_count;
  constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  const auto count = [](const std::vector<std::int64_t>& shape) { return byte_count(shape, 4); };
  CHECK(count({}) == 4);
  CHECK(count({2, 3}) == 24);
  CHECK(count({2, 0, 3}) == 0);
  CHECK(count({std::int64_t{1} << 60}) == std::uint64_t{1} << 62);
  CHECK_FALSE(count({std::int64_t{1} << 61}).has_value());
  CHECK_FALSE(count({huge, huge}).has_value());
  CHECK_FALSE(count({0, huge}).has_value());
  CHECK_FALSE(count({huge, 0}).has_value());
  CHECK_FALSE(count({-1}).has_value());
  CHECK(count(std::vector<std::int64_t>(64, 1)) == 4);
  CHECK_FALSE(count(std::vector<std::int64_t>(65, 1)).has_value());
}

}  // namespace byte_count_tests
