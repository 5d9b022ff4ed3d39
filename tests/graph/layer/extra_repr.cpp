#include "support/doctest.hpp"

#include <graft/graph/layer/extra_repr.hpp>

namespace extra_repr_tests {

using namespace graft;

TEST_CASE("settings that Python leaves out where they are its defaults are left out") {
  CHECK(extra_repr(Conv2d{.in = 3, .out = 8}) == "3, 8, kernel_size=(1, 1), stride=(1, 1)");
  CHECK(extra_repr(Conv2d{.in = 4, .out = 8, .kernel = 3, .padding = {0, 1}, .dilation = {1, 2}, .groups = 4, .bias = false}) ==
        "4, 8, kernel_size=(3, 3), stride=(1, 1), padding=(0, 1), dilation=(1, 2), groups=4, bias=False");
  CHECK(extra_repr(ReLU{}) == "inplace=True");
  CHECK(extra_repr(ReLU{.inplace = false}).empty());
}

TEST_CASE("sizes are printed as they were given") {
  CHECK(extra_repr(AdaptiveAvgPool2d{7}) == "output_size=7");
  CHECK(extra_repr(AdaptiveAvgPool2d{{7, 7}}) == "output_size=(7, 7)");
  CHECK(extra_repr(MaxPool2d{.kernel = 2}) == "kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False");
}

TEST_CASE("a block has its own class name, the others their kind") {
  CHECK(class_name(Block{"Bottleneck"}) == "Bottleneck");
  CHECK(class_name(Sequential{}) == "Sequential");
  CHECK(extra_repr(Block{"Bottleneck"}).empty());
}

}  // namespace extra_repr_tests
