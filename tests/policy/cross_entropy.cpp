#include "support/doctest.hpp"

#include <graft/policy/cross_entropy.hpp>

namespace cross_entropy_tests {

using namespace graft;

TEST_CASE("cross-entropy is plain by default, and has what its options say, whatever the images") {
  const std::int64_t images[] = {3, 5};
  CHECK(CrossEntropy::terms({}, images) == CrossEntropyTerms{});
  CHECK(CrossEntropy::terms({.class_weights = {1, 3}, .label_smoothing = 0.2}, images) ==
        CrossEntropyTerms{.class_weights = {1, 3}, .label_smoothing = 0.2});
}

}  // namespace cross_entropy_tests
