#include "support/doctest.hpp"

#include <variant>

#include <graft/graph/activation.hpp>

namespace activation_tests {

using namespace graft;

static_assert(is_activation(SiLU{}) && is_activation(ReLU{}) && !is_activation(Conv2d{}) && !is_activation(Dropout{}));

TEST_CASE("an activation is the layer that it was") {
  CHECK(std::holds_alternative<Hardswish>(activation_of(Hardswish{})));
  CHECK_FALSE(std::get<ReLU6>(activation_of(ReLU6{.inplace = false})).inplace);
}

}  // namespace activation_tests
