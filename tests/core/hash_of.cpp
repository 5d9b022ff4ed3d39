#include "support/doctest.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <graft/core/hash_of.hpp>

namespace hash_of_tests {

TEST_CASE("each byte counts, and each length") {
  std::vector<unsigned char> bytes(75, 0);
  std::vector<std::uint64_t> seen;
  for (const std::size_t size : {0U, 1U, 31U, 32U, 33U, 75U}) seen.push_back(graft::detail::hash_of(bytes.data(), size));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    bytes[at] = 1;
    seen.push_back(graft::detail::hash_of(bytes.data(), bytes.size()));
    bytes[at] = 0;
  }
  for (std::size_t i = 0; i < seen.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) CHECK(seen[i] != seen[j]);
}

}  // namespace hash_of_tests
