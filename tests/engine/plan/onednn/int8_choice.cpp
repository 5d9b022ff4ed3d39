#include "support/torch_doctest.hpp"

#include <utility>
#include <vector>

#include <graft/engine/plan/onednn/detail/int8_choice.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/zoo/resnet.hpp>

namespace int8_choice_tests {

using namespace graft;
using graft::detail::ElementType;
using graft::detail::Int8Choice;

struct Chosen {
  Tables tables;
  Lowered lowered;
  Int8Choice choice;
  explicit Chosen(Tables made, bool known = true)
      : tables(std::move(made)),
        lowered(lower(tables, 1, GraphView(tables).call_count())),
        choice(tables, lowered, 1, known ? std::vector<float>(tables.calls.size(), 2) : std::vector<float>()) {}

  [[nodiscard]] int multiplying() const {
    int count = 0;
    for (std::size_t i = 0; i < lowered.steps.size(); ++i) count += choice.multiplies(i) ? 1 : 0;
    return count;
  }
};

Tables tables_of_resnet18() { return tables_of(ResNet18::graph); }

TEST_CASE(
    "all convolutions of a ResNet but the first multiply int8, what they read and add is int8, signed where it may be "
    "negative") {
  const Chosen resnet(tables_of_resnet18());
  CHECK(resnet.multiplying() == 19);
  const GraphView net = resnet.tables;
  CHECK_FALSE(resnet.choice.multiplies(0));
  for (const LoweredStep& step : resnet.lowered.steps) {
    const bool is_conv = net.applies<Conv2d>(step.call);
    const bool is_first = &step == resnet.lowered.steps.data();
    if (is_conv && !is_first) {
      CHECK(resnet.choice.is_int8(resnet.lowered.storage(net.inputs(step.call).front())));
      CHECK(resnet.choice.element_type(step.value) == (step.activation.exists() ? ElementType::u8 : ElementType::s8));
      CHECK(resnet.choice.scale(step.value) == doctest::Approx(step.activation.exists() ? 2.0 / 255 : 2.0 / 127));
      if (step.sum.exists()) CHECK(resnet.choice.is_int8(step.sum));
    }
  }
  CHECK_FALSE(resnet.choice.is_int8({0}));
  CHECK_FALSE(resnet.choice.is_int8(resnet.lowered.result));
  CHECK(Chosen(tables_of_resnet18(), false).multiplying() == 0);
}

TEST_CASE("max pooling stays int8 between int8 convolutions, in one scale; behind others it does not") {
  Net made("Made");
  made.input({3, 16, 16});
  made.conv("a", 4, {.kernel = 3});
  made.relu("ra");
  made.max_pool("pa", {.kernel = 2});  // after a layer in the fallback type
  made.conv("b", 4, {.kernel = 3});
  made.relu("rb");
  made.max_pool("pb", {.kernel = 2});
  made.conv("c", 4, {.kernel = 1});
  made.conv("d", 4, {.kernel = 1, .groups = 2});
  const Chosen chosen(std::move(made).tables());
  CHECK(chosen.multiplying() == 2);
  int pools = 0;
  for (const LoweredStep& step : chosen.lowered.steps) pools += chosen.choice.pools(step) ? 1 : 0;
  CHECK(pools == 1);
  CHECK(chosen.choice.element_type({3}) == ElementType::u8);  // pa, for b
  CHECK_FALSE(chosen.choice.is_int8({2}));
  CHECK(chosen.choice.element_type({5}) == ElementType::u8);  // rb
  CHECK(chosen.choice.element_type({6}) == ElementType::u8);  // pb
  CHECK(chosen.choice.scale({5}) == chosen.choice.scale({6}));
  CHECK_FALSE(chosen.choice.is_int8({7}));  // c, for a grouped convolution
  CHECK(chosen.choice.range({5}) == std::pair(0, 255));
}

}  // namespace int8_choice_tests
