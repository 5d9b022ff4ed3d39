#include "support/doctest.hpp"

#include <set>

#include <graft/zoo/imagenet_classes.hpp>

namespace imagenet_classes_tests {

TEST_CASE("ImageNet has a thousand classes of different names, none of them empty") {  // weights_entry.cpp compares them with
                                                                                       // torchvision's
  const std::set<std::string_view> names(graft::imagenet_classes.begin(), graft::imagenet_classes.end());
  CHECK(names.size() == 1000);
  CHECK_FALSE(names.contains(""));
}

}  // namespace imagenet_classes_tests
