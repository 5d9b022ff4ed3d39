#include "support/doctest.hpp"

#include <graft/policy/cross_entropy_terms.hpp>

namespace cross_entropy_terms_tests {

using graft::CrossEntropyTerms;

TEST_CASE("by itself it is the plain cross-entropy, and every term makes it another") {
  CHECK(CrossEntropyTerms{} == CrossEntropyTerms{.class_weights = {}, .label_smoothing = 0, .gamma = 0});
  CHECK_FALSE(CrossEntropyTerms{} == CrossEntropyTerms{.class_weights = {1, 1}});
  CHECK_FALSE(CrossEntropyTerms{} == CrossEntropyTerms{.label_smoothing = 0.1});
  CHECK_FALSE(CrossEntropyTerms{} == CrossEntropyTerms{.gamma = 1});
}

}  // namespace cross_entropy_terms_tests
