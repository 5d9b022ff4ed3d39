#include <graft/data/transform/to_tensor.hpp>

#include <vector>

#include "support/doctest.hpp"

namespace to_tensor_tests {

TEST_CASE("ToTensor turns interleaved bytes into planes from 0 to 1") {
  const graft::Image image{2, 1, {0, 51, 102, 153, 204, 255}};
  std::vector<float> planes(6, -1.0F);
  graft::ToTensor{}(image, planes.data());
  CHECK(planes == std::vector<float>{0.0F / 255.0F, 153.0F / 255.0F, 51.0F / 255.0F, 204.0F / 255.0F, 102.0F / 255.0F, 1.0F});
  const auto table = graft::ToTensor{}.table();
  CHECK(table[0][51] == planes[2]);
  CHECK(table[2][102] == planes[4]);
}

}  // namespace to_tensor_tests
