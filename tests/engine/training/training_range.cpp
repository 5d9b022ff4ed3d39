#include "support/torch_doctest.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include <graft/engine/training/detail/training_range.hpp>
#include <graft/graph/net.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace training_range_tests {

using namespace graft;

template <class Describe>
Tables tables(Describe describe, std::int64_t channels = 3) {
  Net net("Made");
  net.input({channels, 20, 20});
  describe(net);
  return std::move(net).tables();
}

constexpr Conv2d three{.kernel = 3, .padding = 1, .bias = false};

/// How far a training program comes in a network of these tables.
int range(GraphView net, int first = 1) {
  return graft::detail::training_range(net, first, net.call_count(), std::vector<char>(net.calls().size(), 1));
}

TEST_CASE("a training program takes the calls that it has units for, to where one value goes on") {
  const GraphView resnet = ResNet50::graph, alexnet = AlexNet::graph;
  CHECK(range(resnet) == resnet.call_count() - 2);  // flatten, fc
  CHECK(alexnet.call(range(alexnet) - 1).op == Op::call_module);
  CHECK(alexnet.is<MaxPool2d>(alexnet.call(range(alexnet) - 1).module));  // 6 x 6 averages are LibTorch's

  CHECK(range(tables([](Net& net) { net.relu("relu"); })) == 1);
  CHECK(range(tables([](Net& net) { net.conv("conv", 24, three); })) == 1);  // not 16 by 16
  CHECK(range(tables([](Net& net) { net.conv("conv", 32, three); }, 24)) == 1);
  CHECK(range(tables([](Net& net) {
          net.conv("conv", 32, three);
          net.dropout("drop", {});
          net.conv("conv2", 32, three);
        })) == 2);
  CHECK(range(tables([](Net& net) {  // a BatchNorm that is behind a sum
          net.conv("conv", 32, three);
          const auto before = net.last();
          net.conv("conv2", 32, three);
          net.add(before, net.last());
          net.batch_norm("bn");
        })) == 4);
  CHECK(range(tables([](Net& net) {  // both the convolution and its BatchNorm are read
          net.conv("conv", 32, three);
          const auto before = net.last();
          net.batch_norm("bn");
          net.add(before, net.last());
        })) == 2);
  CHECK(range(tables([](Net& net) {  // nobody reads the second convolution
          net.conv("conv", 32, three);
          const auto before = net.last();
          net.conv("conv2", 32, three);
          net.from(before);
          net.conv("conv3", 32, three);
        })) == 2);
  CHECK(range(tables([](Net& net) {  // the first value is needed behind a Dropout
          net.conv("conv", 32, three);
          const auto before = net.last();
          net.conv("conv2", 32, three);
          net.dropout("drop", {});
          net.add(before, net.last());
        })) == 2);
}

}  // namespace training_range_tests
