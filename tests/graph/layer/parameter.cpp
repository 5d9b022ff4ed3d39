#include "support/doctest.hpp"

#include <graft/graph/layer/layer.hpp>

namespace parameter_tests {

using namespace graft;

TEST_CASE("a parameter is one example, with an axis for the batch in front or not") {
  static_assert(Parameter{.shape = {5, 16}}.tensor_shape() == Shape{1, 5, 16});
  static_assert(Parameter{.shape = {16}, .batch_axis = false}.tensor_shape() == Shape{16});
  static_assert(Parameter{.shape = {5, 16}}.output({}).shape == Shape{5, 16});
  static_assert(parameters(Parameter{.shape = {5, 16}}) == 80);
}

TEST_CASE("a parameter has a shape that a tensor can have") {
  static_assert(!Parameter{}.is_complete() && Parameter{.shape = {1}}.is_complete());
  static_assert(!Parameter{.shape = {2, 0}}.is_complete());
  static_assert(!Parameter{.shape = {1, 2, 3, 4}}.is_complete());  // with the batch it would have five axes
  static_assert(Parameter{.shape = {1, 2, 3, 4}, .batch_axis = false}.is_complete());
}

}  // namespace parameter_tests
