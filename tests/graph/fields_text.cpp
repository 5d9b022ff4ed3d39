#include "support/doctest.hpp"

#include <graft/graph/fields_text.hpp>

namespace fields_text_tests {

using namespace graft;

TEST_CASE("equal layers have equal texts, and other settings give another one") {
  CHECK(fields_text(Linear{.out = 10, .in = 512}) == "Linear in=512 out=10 bias=1 in_attention=0");
  CHECK(fields_text(Conv2d{.in = 3, .out = 8, .kernel = {3, 5}}) ==
        "Conv2d in=3 out=8 kernel=3x5 stride=1x1 padding=0x0 dilation=1x1 groups=1 bias=1");
  CHECK(fields_text(LayerNorm{.shape = {5, 16}}).starts_with("LayerNorm shape=(5, 16) eps="));
  CHECK(fields_text(LayerNorm{.eps = 1e-5}) != fields_text(LayerNorm{.eps = 1.0000001e-5}));
  CHECK(fields_text(Block{"Residual"}) == "Block class=Residual");
}

TEST_CASE("an operation's text has its arguments, and the layer that it applies") {
  CHECK(fields_text(op::Select{1, 3}) == "select axis=1 index=3");
  CHECK(fields_text(op::CallLayer{Dropout{.p = 0.5}}) == "call_layer layer=Dropout p=0x1p-1 inplace=0");
}

}  // namespace fields_text_tests
