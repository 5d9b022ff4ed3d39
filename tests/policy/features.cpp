#include "support/doctest.hpp"

#include <graft/policy/composable.hpp>
#include <graft/policy/features.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

namespace features_tests {

using namespace graft;

TEST_CASE("feature maps of several layers have their calls and shapes") {
  using Pyramid = Features<ResNet50, Layer4, Layer2, Layer3>;
  CHECK(Pyramid::shapes() == std::array{Shape{2048, 7, 7}, Shape{512, 28, 28}, Shape{1024, 14, 14}});
  CHECK(Pyramid::taps()[0] == GraphView(Pyramid::graph).call_count() - 1);
  CHECK(GraphView(Features<ResNet50, Layer2>::graph).output_shape() == Shape{512, 28, 28});
  static_assert(GraphView(Features<ResNet50, Layer2, At<"layer9">>::graph).check().problem == Problem::no_such_path);
}

}  // namespace features_tests
