#include "support/doctest.hpp"

#include <graft/core/similarity.hpp>

TEST_CASE("names are alike by their common beginning and end") {
  static_assert(graft::similarity("layer4.0.conv1", "layer4.0.conv1") == 100);
  static_assert(graft::similarity("layer5.0.conv1", "layer4.0.conv1") == 92);
  static_assert(graft::similarity("fc", "xyz") == 0);
  static_assert(graft::similarity("aa", "aaa") < 100);
  static_assert(graft::similarity("", "") == 100);
  static_assert(graft::similarity("", "a") == 0);
  CHECK(graft::similarity("layer4.0.conv9", "layer4.0.conv1") > graft::similarity("layer4.0.conv9", "layer4.0.bn1"));
}
