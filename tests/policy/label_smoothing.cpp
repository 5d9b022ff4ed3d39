#include "support/doctest.hpp"

#include <graft/policy/label_smoothing.hpp>

namespace label_smoothing_tests {

using namespace graft;

TEST_CASE("label smoothing is a tenth unless another is asked for") {
  CHECK(LabelSmoothing::terms({}, {}) == CrossEntropyTerms{.label_smoothing = 0.1});
  CHECK(LabelSmoothing::terms({.smoothing = 0.3}, {}) == CrossEntropyTerms{.label_smoothing = 0.3});
}

}  // namespace label_smoothing_tests
