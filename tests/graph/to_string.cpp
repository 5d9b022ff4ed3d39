#include "support/doctest.hpp"

#include <string>

#include <graft/graph/describe.hpp>
#include <graft/graph/to_string.hpp>

#include "graph/recorded_texts.hpp"

namespace to_string_tests {

using namespace graft;

std::string recorded(const std::string& name) { return graph_tests::recorded_texts("zoo/recorded/printed.txt").at(name); }

/// Python's network there is a Sequential, whose class name a graph's row 0 does not have by itself.
template <class Description>
std::string printed(Description describe_inside) {
  Net net("Sequential");
  net.input({4, 32, 32});
  describe_inside(net);
  return to_string(GraphView(net.tables()));
}

TEST_CASE("Sequentials inside each other are printed as Python prints them, empty ones too") {
  CHECK(printed([](Net& net) {
          net.sequential(
              "0", [&] { net.module("0", Linear{.out = 4, .in = 3, .bias = false}), net.module("1", Dropout{.p = 0.1}); });
          net.sequential("1", [&] {
            net.sequential("0", [&] { net.module("0", ReLU{.inplace = false}); });
            net.module("1", Flatten{});
          });
          net.sequential("2", [] {});
        }) == recorded("nested"));
}

TEST_CASE("every setting that Python prints is printed as Python does") {
  CHECK(printed([](Net& net) {
          net.module("0", Conv2d{.in = 4,
                                 .out = 8,
                                 .kernel = {3, 5},
                                 .stride = {2, 1},
                                 .padding = {1, 2},
                                 .dilation = 2,
                                 .groups = 2,
                                 .bias = false});
          net.module("1", BatchNorm2d{.channels = 8, .eps = 1e-3, .momentum = 0.01});
          net.module("2", MaxPool2d{.kernel = {3, 2}, .stride = 2, .padding = {1, 0}, .ceil_mode = true});
          net.module("3", MaxPool2d{.kernel = 2});
          net.module("4", AdaptiveAvgPool2d{1});
          net.module("5", AdaptiveAvgPool2d{{2, 3}});
        }) == recorded("layers"));
}

}  // namespace to_string_tests
