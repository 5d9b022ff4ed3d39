#include <graft/data/image/detail/resample_filter.hpp>

#include <array>

#include "support/doctest.hpp"

namespace resample_filter_tests {

using namespace graft::detail;

TEST_CASE("a triangle and Keys's cubics, at distances whose weights are exact") {
  for (const auto& [distance, linear, cubic] : {std::array{0.0, 1.0, 1.0},
                                                {0.25, 0.75, 0.8671875},
                                                {0.5, 0.5, 0.5625},
                                                {1.0, 0.0, 0.0},
                                                {1.5, 0.0, -0.0625},
                                                {1.75, 0.0, -0.0234375},
                                                {2.0, 0.0, 0.0},
                                                {7.0, 0.0, 0.0}}) {
    CAPTURE(distance);
    CHECK(BilinearFilter::weight(distance) == linear);
    CHECK(BicubicFilter::weight(distance) == cubic);
  }
}

TEST_CASE("the weights of neighbours that are one apart add up to one") {
  const auto sum = []<class Filter>(Filter, double offset) {
    double all = 0;
    for (double at = offset - 3; at < 3; ++at) all += Filter::weight(at < 0 ? -at : at);
    return all;
  };
  for (const double offset : {0.0, 0.125, 0.3, 0.5, 0.99}) {
    CHECK(sum(BilinearFilter{}, offset) == doctest::Approx(1).epsilon(1e-14));
    CHECK(sum(BicubicFilter{}, offset) == doctest::Approx(1).epsilon(1e-14));
  }
}

}  // namespace resample_filter_tests
