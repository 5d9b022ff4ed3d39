#include "support/doctest.hpp"

#include <string>
#include <vector>

#include <graft/core/suggest.hpp>

TEST_CASE("names are alike by their common beginning and end") {
  static_assert(graft::similarity("layer4.0.conv1", "layer4.0.conv1") == 100);
  static_assert(graft::similarity("layer5.0.conv1", "layer4.0.conv1") == 92);
  static_assert(graft::similarity("fc", "xyz") == 0);
  static_assert(graft::similarity("aa", "aaa") < 100);
  static_assert(graft::similarity("", "") == 100);
  static_assert(graft::similarity("", "a") == 0);
  CHECK(graft::similarity("layer4.0.conv9", "layer4.0.conv1") > graft::similarity("layer4.0.conv9", "layer4.0.bn1"));
}

TEST_CASE("the closest name is suggested, and none if nothing is close") {
  const std::vector<std::string> names{"conv1", "layer1.0.conv1", "layer4.0.conv1", "layer4.2.conv3", "fc"};
  CHECK(graft::closest("layer5.0.conv1", names) == "layer1.0.conv1");  // the first of equals
  CHECK(graft::closest("layer4.2.conv33", names) == "layer4.2.conv3");
  CHECK(graft::closest("fcc", names) == "fc");
  CHECK_FALSE(graft::closest("zzz", names).has_value());
  CHECK_FALSE(graft::closest("fc", std::vector<std::string>{}).has_value());
}
