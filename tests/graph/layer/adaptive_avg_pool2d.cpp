#include "support/doctest.hpp"

#include <graft/graph/layer/adaptive_avg_pool2d.hpp>
#include <graft/graph/layer/extra_repr.hpp>

namespace adaptive_avg_pool2d_tests {

using namespace graft;

TEST_CASE("adaptive average pooling gives the size it is asked for, larger ones too") {
  static_assert(AdaptiveAvgPool2d{}.output({512, 7, 7}).shape == Shape{512, 1, 1});
  static_assert(AdaptiveAvgPool2d{6}.output({256, 1, 1}).shape == Shape{256, 6, 6});
  static_assert(AdaptiveAvgPool2d{{2, 3}}.output({8, 5, 5}).shape == Shape{8, 2, 3});
}

TEST_CASE("adaptive average pooling refuses features and empty sizes") {
  static_assert(AdaptiveAvgPool2d{}.output({512}).problem == Problem::wrong_rank);
  constexpr Inferred empty = AdaptiveAvgPool2d{{1, 0}}.output({8, 5, 5});
  static_assert(empty.problem == Problem::sizes_not_positive && empty.wanted == 1 && empty.got == 0);
}

TEST_CASE("the size is printed as it was given") {
  CHECK(extra_repr(AdaptiveAvgPool2d{7}) == "output_size=7");
  CHECK(extra_repr(AdaptiveAvgPool2d{{7, 7}}) == "output_size=(7, 7)");
}

}  // namespace adaptive_avg_pool2d_tests
