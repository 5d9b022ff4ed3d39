#include "support/doctest.hpp"

#include <graft/policy/focal_loss.hpp>

namespace focal_loss_tests {

using namespace graft;

TEST_CASE("gamma is the paper's 2 unless another is asked for, and with 0 it is the cross-entropy") {
  CHECK(FocalLoss::terms({}, {}) == CrossEntropyTerms{.gamma = 2});
  CHECK(FocalLoss::terms({.gamma = 0}, {}) == CrossEntropyTerms{});
  CHECK(FocalLoss::terms({.gamma = 1.5, .class_weights = {1, 2}}, {}) ==
        CrossEntropyTerms{.class_weights = {1, 2}, .gamma = 1.5});
}

}  // namespace focal_loss_tests
