#include "support/doctest.hpp"

#include <string>
#include <vector>

#include <graft/core/suggest.hpp>

TEST_CASE("the closest name is suggested, and none if nothing is close") {
  const std::vector<std::string> names{"conv1", "layer1.0.conv1", "layer4.0.conv1", "layer4.2.conv3", "fc"};
  CHECK(graft::closest("layer5.0.conv1", names) == "layer1.0.conv1");  // the first of equals
  CHECK(graft::closest("layer4.2.conv33", names) == "layer4.2.conv3");
  CHECK(graft::closest("fcc", names) == "fc");
  CHECK_FALSE(graft::closest("zzz", names).has_value());
  CHECK_FALSE(graft::closest("fc", std::vector<std::string>{}).has_value());
}
