#include "support/doctest.hpp"

#include <string>
#include <type_traits>
#include <variant>

#include <graft/graph/layer/fields.hpp>

namespace fields_tests {

using namespace graft;

/// Changes every field of a layer.
struct Change {
  void operator()(const char*, std::int64_t& value) const { value += 5; }
  void operator()(const char*, double& value) const { value += 0.25; }
  void operator()(const char*, bool& value) const { value = !value; }
  void operator()(const char*, Size2& value) const { value = {value.height + 1, value.width + 2}; }
};

template <class L>
std::string names(L layer) {
  std::string text;
  each_field(layer, [&](const char* name, const auto&) { text += std::string(name) + " "; });
  return text;
}

TEST_CASE("every setting of a layer is a field under its own name") {
  CHECK(names(Conv2d{}) == "in out kernel stride padding dilation groups bias ");
  CHECK(names(MaxPool2d{}) == "kernel stride padding dilation ceil_mode ");
  CHECK(names(BatchNorm2d{}) == "channels eps momentum ");
  CHECK(names(Linear{}) == "in out bias ");
  CHECK(names(Sequential{}).empty());
}

TEST_CASE("what is written into the fields is in the layer, and copying them all copies it") {
  Conv2d conv{.in = 3, .out = 8};
  each_field(conv, Change{});
  CHECK(conv == Conv2d{.in = 8,
                       .out = 13,
                       .kernel = {2, 3},
                       .stride = {2, 3},
                       .padding = {1, 2},
                       .dilation = {2, 3},
                       .groups = 6,
                       .bias = false});
  Dropout dropout;
  each_field(dropout, Change{});
  CHECK(dropout.p == 0.75);
  AdaptiveAvgPool2d pool{1};
  each_field(pool, Change{});
  CHECK(pool.size == Size2(2, 3));
}

}  // namespace fields_tests
