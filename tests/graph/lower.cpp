#include "support/doctest.hpp"

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include <graft/graph/describe.hpp>
#include <graft/graph/lower.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/replace.hpp>
#include <graft/graph/uses.hpp>
#include <graft/zoo/known_network.hpp>

#include "graph/lower_checks.hpp"

namespace lower_tests {

using namespace graft;

template <class Describe>
Tables tables(Describe describe) {
  Net net("Made");
  net.input({8, 6, 6});
  describe(net);
  return std::move(net).tables();
}

int count_sums(const Lowered& lowered) {
  return static_cast<int>(
      std::count_if(lowered.steps.begin(), lowered.steps.end(), [](const LoweredStep& step) { return step.sum >= 0; }));
}

TEST_CASE("every network of the zoo keeps each value for as long as it is needed, whatever part of it is lowered") {
  for (const KnownNetwork& known : known_networks()) {
    CAPTURE(std::string(known.name));
    const Tables tables = known.tables();
    const GraphView net = tables;
    CHECK(problem_of(net) == "");
    CHECK(problem_of(net, 1, net.call_count(), Sums::apart) == "");
    for (const Sharing sharing : {Sharing::views, Sharing::all})
      CHECK(problem_of(net, 1, net.call_count(), Sums::in_pass, sharing) == "");
    for (int last = 1; last <= net.call_count(); last += 1 + net.call_count() / 100)
      if (!net.call({last - 1}).auxiliary) CHECK_MESSAGE(problem_of(net, 1, last) == "", "up to call ", last);
    const Uses uses = uses_of(net, 1, net.call_count());
    CallId furthest{};  // last use of any value before the newest one
    for (CallId first{1}; first < net.call_count(); ++first) {
      if (furthest < first && !net.call({first - 1}).auxiliary)
        CHECK_MESSAGE(problem_of(net, first, net.call_count()) == "", "from call ", first);
      furthest = std::max(furthest, uses.last[first.index() - 1]);
    }
  }
}

TEST_CASE("ResNet-50 is a step a convolution, a pooling and a linear layer; BatchNorm, ReLU and sums cost none") {
  constexpr auto count = [](GraphView net) { return lower(net, 1, net.call_count()).steps.size(); };
  static_assert(count(ResNet18::graph) == 20 + 2 + 1);
  const Lowered lowered = lower(ResNet50::graph, 1, GraphView(ResNet50::graph).call_count());
  CHECK(lowered.steps.size() == 53 + 2 + 1);
  CHECK(count_sums(lowered) == 16);
  CHECK(std::count_if(lowered.steps.begin(), lowered.steps.end(), [](const LoweredStep& step) { return step.norm >= 0; }) ==
        53);
  CHECK(std::count_if(lowered.steps.begin(), lowered.steps.end(),
                      [](const LoweredStep& step) { return step.activation.exists(); }) == 49);
  CHECK(lowered.buffers.size() <= 5);  // the input, the block's input and result, and what is between
}

TEST_CASE("a convolution does not add into what is needed again, or into what it reads") {
  const Conv2d three{.kernel = 3, .padding = 1};
  const Tables again = tables([&](Net& net) {
    net.conv("a", 8, three);
    const auto a = net.last();
    net.conv("b", 8, three);
    net.add(net.last(), a);
    net.add(net.last(), a);  // a once more
  });
  CHECK(problem_of(again) == "");
  CHECK(count_sums(lower(again, 1, 5)) == 0);
  const Tables reads = tables([&](Net& net) {
    net.conv("a", 8, three);
    const auto a = net.last();
    net.conv("b", 8, three);
    net.add(net.last(), a);  // b reads a
  });
  CHECK(problem_of(reads) == "");
  CHECK(count_sums(lower(reads, 1, 4)) == 0);
  const Tables fine = tables([&](Net& net) {
    net.conv("a", 8, three);
    const auto a = net.last();
    net.conv("b", 8, three);
    net.conv("c", 8, three);
    net.add(a, net.last());
    net.relu("relu");
  });
  CHECK(problem_of(fine) == "");
  CHECK((lower(fine, 1, 6).steps ==
         std::vector<LoweredStep>{{.call = 1, .value = 1, .buffer = 1},
                                  {.call = 2, .value = 2, .buffer = 0},
                                  {.call = 3,
                                   .sum = 1,
                                   .activation = 5,
                                   .value = 5,
                                   .buffer = 1}}));  // not to be printed: glog would, wherever LibTorch is
  const Tables input = tables([&](Net& net) {
    const auto images = net.last();
    net.conv("a", 8, three);
    net.add(net.last(), images);
  });
  CHECK(problem_of(input) == "");
  CHECK(count_sums(lower(input, 1, 3)) == 0);  // the input may be the caller's
}

TEST_CASE("a value that somebody else needs stays as the convolution made it") {
  const Conv2d three{.kernel = 3, .padding = 1};
  const Tables shared = tables([&](Net& net) {
    net.conv("a", 8, three);
    const auto a = net.last();
    net.relu("relu");
    net.add(a, net.last());
  });
  CHECK(problem_of(shared) == "");
  const Lowered lowered = lower(shared, 1, 4);
  CHECK(lowered.steps.size() == 3);
  CHECK_FALSE(lowered.steps[0].activation.exists());
  const Tables asked = tables([&](Net& net) {
    net.conv("a", 8, three);
    net.relu("relu");
  });
  CHECK_FALSE(lower(asked, 1, 2).steps.front().activation.exists());  // what is asked for is the convolution's own value
  CHECK(lower(asked, 1, 3).steps.front().activation == 2);
  CHECK(lower(asked, 1, 1).steps.empty());
}

TEST_CASE("an elementwise layer without state is the last part of the step before it, whatever that computes") {
  const Tables made = tables([](Net& net) {
    net.conv("a", 8, {.kernel = 1});
    net.then("silu", SiLU{});
    net.max_pool("pool", {.kernel = 2});
    net.then("sigmoid", Sigmoid{});
    net.then("tanh", Tanh{});
    net.then("gelu", GELU{});
  });
  CHECK(problem_of(made) == "");
  const Lowered lowered = lower(made, 1, 7);
  REQUIRE(lowered.steps.size() == 3);
  CHECK(lowered.steps[0].activation == 2);
  CHECK(lowered.steps[1].activation == 4);
  CHECK((lowered.steps[2].call == 5 && lowered.steps[2].activation == 6));
}

TEST_CASE("a Dropout and a flatten are no steps, and their input stays alive with them") {
  const Tables made = tables([](Net& net) {
    net.conv("a", 8, {.kernel = 1});
    net.dropout("drop", {.p = 0.5});
    net.flatten();
    net.linear("fc", 8);
  });
  CHECK(problem_of(made) == "");
  const Lowered lowered = lower(made, 1, 5);
  CHECK(lowered.steps.size() == 2);
  CHECK(lowered.storage({3}) == 1);
}

TEST_CASE("scales and sums behind attention are part of its step: no block of DINOv2 multiplies apart") {
  const Tables tables = DINOv2_ViT_S_14::tables();
  const GraphView net = tables;
  const Lowered lowered = lower(net, 1, net.call_count(), Sums::in_pass, Sharing::all);
  int attentions = 0;
  for (const LoweredStep& step : lowered.steps) {
    CHECK_FALSE(is_a<op::Multiply>(net.call(step.call).op));
    if (!net.applies<Attention>(step.call)) continue;
    ++attentions;
    CHECK(step.scale.exists());
    CHECK(step.sum.exists());
  }
  CHECK(attentions == 12);
}

TEST_CASE("the scale of each channel is folded, a sum is found behind views and what is no operation in evaluation mode") {
  // ConvNeXt's block.
  const Tables made = tables([](Net& net) {
    net.then("norm", LayerNorm2d{});
    const auto input = net.last();
    const auto scale = net.parameter("layer_scale", {.shape = {8, 1, 1}, .batch_axis = false});
    net.conv("conv", 8, {.kernel = 3, .padding = 1, .groups = 8});
    net.then("rows", Permute{.axes = {1, 2, 0}});
    net.layer_norm("norm2");
    net.linear("up", 16);
    net.then("gelu", GELU{});
    net.linear("down", 8);
    net.then("maps", Permute{.axes = {2, 0, 1}});
    net.multiply(net.read(scale), net.last());
    net.then("depth", StochasticDepth{.p = 0.1});
    net.add(net.last(), input);
  });
  const int calls = GraphView(made).call_count();
  CHECK(problem_of(made, 1, calls, Sums::in_pass, Sharing::all) == "");
  const Lowered lowered = lower(made, 1, calls, Sums::in_pass, Sharing::all);
  REQUIRE(lowered.steps.size() == 5);
  CHECK(lowered.steps[3].activation.exists());
  CHECK(lowered.steps[4].scale.exists());
  CHECK(lowered.steps[4].sum == 1);
  CHECK(lowered.steps[4].value == calls - 1);
  CHECK(lowered.views[lowered.steps[4].call.index()].strides == Shape{48, 8, 1});
  CHECK(lowered.views[lowered.steps[4].value.index()].strides == Shape{1, 48, 8});
}

TEST_CASE("the terms of concatenations lie in the last of them, and those before are parts of it") {
  const Tables made = tables([](Net& net) {  // a dense block
    net.conv("stem", 8);
    const auto stem = net.last();
    net.conv("a", 4);
    const auto a = net.last();
    net.concat({stem, a});
    net.conv("b", 4);
    const auto b = net.last();
    net.concat({stem, a, b});
    net.conv("c", 4);
  });
  CHECK(problem_of(made, 1, 7, Sums::in_pass, Sharing::all) == "");
  const Lowered lowered = lower(made, 1, 7, Sums::in_pass, Sharing::all);
  for (const int term : {1, 2, 3, 4}) CHECK(lowered.storage({term}) == 5);
  CHECK((lowered.views[2] == View{8, {1, 96, 16}}));
  CHECK((lowered.views[3] == View{0, {1, 96, 16}}));
  CHECK((lowered.views[4] == View{12, {1, 96, 16}}));
  CHECK(lower(made, 1, 7).storage({2}) == 2);
}

TEST_CASE("sums can be steps of their own") {
  const GraphView net = ResNet18::graph;
  const Lowered apart = lower(net, 1, net.call_count(), Sums::apart);
  CHECK(count_sums(apart) == 0);
  CHECK(std::count_if(apart.steps.begin(), apart.steps.end(), [&](const LoweredStep& step) {
          return is_a<op::Add>(net.call(step.call).op) && step.activation.exists();
        }) == 8);
  CHECK(count_sums(lower(net, 1, net.call_count())) == 8);
}

}  // namespace lower_tests
