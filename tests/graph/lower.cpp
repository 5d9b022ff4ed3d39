#include "support/doctest.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <graft/graph/describe.hpp>
#include <graft/graph/lower.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/replace.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

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

/// Goes through the steps as a machine would, and looks at what lies in each buffer: a step must find its inputs there.
/// Returns what is wrong, or nothing.
std::string problem_of(GraphView net, int first, int last) {
  const Lowered lowered = lower(net, first, last);
  std::map<int, int> lies_in;  // buffer -> the holder whose value it has
  lies_in[0] = first - 1;
  std::map<int, int> buffer_of{{first - 1, 0}};
  std::set<int> computed;
  for (const LoweredStep& step : lowered.steps) {
    const std::string name = "step of call " + std::to_string(step.call) + ": ";
    const auto has = [&](int held) { return buffer_of.contains(held) && lies_in[buffer_of[held]] == held; };
    for (const int input : net.inputs(step.call))
      if (!has(lowered.held_by(input))) return name + "its input " + std::to_string(input) + " was overwritten";
    for (const int input : net.inputs(step.call))
      if (buffer_of[lowered.held_by(input)] == step.buffer) return name + "it writes over its own input";
    if (step.sum >= 0 && !has(step.sum)) return name + "what it adds was overwritten";
    if (step.sum >= 0 && buffer_of[step.sum] != step.buffer) return name + "it does not add where its result is";
    const auto size = static_cast<std::size_t>(step.buffer);
    if (lowered.buffers[size] < net.call(step.value).shape.elements()) return name + "its buffer is too small";
    lies_in[step.buffer] = step.value;
    buffer_of[step.value] = step.buffer;
    // The calls from the first to the last that the step stands for, each the only user of the one before.
    for (int call = step.call;; call = lowered.holder[static_cast<std::size_t>(call)]) {
      if (!computed.insert(call).second) return name + "call " + std::to_string(call) + " is computed twice";
      if (lowered.holder[static_cast<std::size_t>(call)] == call) break;
    }
  }
  const int result = lowered.held_by(last - 1);
  if (result != lowered.result || !buffer_of.contains(result) || lies_in[buffer_of[result]] != result)
    return "the result was overwritten";
  for (int call = first; call < last; ++call)
    if (!computed.contains(call) && lowered.held_by(call) == call) return "call " + std::to_string(call) + " is not computed";
  return {};
}

std::string problem_of(GraphView net) { return problem_of(net, 1, net.call_count()); }

TEST_CASE("every network of the zoo keeps each value for as long as it is needed, whatever part of it is lowered") {
  for (const GraphView& net :
       {GraphView(ResNet18::graph), GraphView(ResNet50::graph), GraphView(ResNeXt50_32x4d::graph), GraphView(AlexNet::graph)}) {
    CHECK(problem_of(net) == "");
    for (int last = 1; last <= net.call_count(); ++last) CHECK_MESSAGE(problem_of(net, 1, last) == "", "up to call ", last);
  }
  const GraphView net = ResNet18::graph;
  std::vector<int> last_use(static_cast<std::size_t>(net.call_count()), 0);
  for (int row = 1; row < net.call_count(); ++row)
    for (const int source : net.inputs(row)) last_use[static_cast<std::size_t>(source)] = row;
  for (int first = 1; first < net.call_count(); ++first) {
    const bool one_value = std::all_of(last_use.begin(), last_use.begin() + first - 1, [&](int use) { return use < first; });
    if (one_value) CHECK_MESSAGE(problem_of(net, first, net.call_count()) == "", "from call ", first);
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
                      [](const LoweredStep& step) { return step.activation == Activation::relu; }) == 49);
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
         std::vector<LoweredStep>{
             {.call = 1, .value = 1, .buffer = 1},
             {.call = 2, .value = 2, .buffer = 0},
             {.call = 3, .sum = 1, .activation = Activation::relu, .value = 5, .buffer = 1}}));  // not to be printed: glog
                                                                                                 // would, wherever LibTorch is
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
  CHECK(lowered.steps[0].activation == Activation::none);
  const Tables asked = tables([&](Net& net) {
    net.conv("a", 8, three);
    net.relu("relu");
  });
  CHECK(lower(asked, 1, 2).steps.front().activation == Activation::none);  // what is asked for is the convolution's own value
  CHECK(lower(asked, 1, 3).steps.front().activation == Activation::relu);
  CHECK(lower(asked, 1, 1).steps.empty());
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
  CHECK(lowered.held_by(3) == 1);
}

TEST_CASE("sums can be steps of their own") {
  const GraphView net = ResNet18::graph;
  const Lowered apart = lower(net, 1, net.call_count(), Sums::apart);
  CHECK(count_sums(apart) == 0);
  CHECK(std::count_if(apart.steps.begin(), apart.steps.end(), [&](const LoweredStep& step) {
          return net.call(step.call).op == Op::add && step.activation == Activation::relu;
        }) == 8);
  CHECK(count_sums(lower(net, 1, net.call_count())) == 8);
}

}  // namespace lower_tests
