#include "support/doctest.hpp"

#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/policy/class_weights.hpp>

namespace class_weights_tests {

using namespace graft;

TEST_CASE("balanced weights are scikit-learn's: images / (classes * images of the class)") {
  // compute_class_weight("balanced", classes=[0, 1, 2], y=[0] * 10 + [1] * 30 + [2] * 20)
  const std::int64_t images[] = {10, 30, 20};
  CHECK(ClassWeights::terms({}, images).class_weights == std::vector<double>{2.0, 60.0 / 90.0, 1.0});
  const std::int64_t none[] = {0, 0};
  CHECK(ClassWeights::terms({}, none) == CrossEntropyTerms{});
}

TEST_CASE("weights that are given hold, and a class without an image has no balanced one") {
  const std::int64_t images[] = {10, 0};
  CHECK(ClassWeights::terms({.weights = {1, 3}}, images) == CrossEntropyTerms{.class_weights = {1, 3}});
  CHECK_THROWS_WITH_AS((void)ClassWeights::terms({}, images),
                       "class 1 has no training images to balance its weight by, the 2 classes have 10; give it some, or give "
                       ".loss its weights",
                       DataError);
}

}  // namespace class_weights_tests
