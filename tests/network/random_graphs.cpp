#include "support/torch_doctest.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/eager/make_leaf.hpp>
#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/network/edit.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/network.hpp>
#include <graft/network/summary.hpp>
#include <graft/network/to_string.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/weights/state/module_state.hpp>

#include "engine/plan/plan_checks.hpp"
#include "graph/checks.hpp"
#include "graph/random_graph.hpp"

namespace network_random_graph_tests {

using namespace graft;
using plan_tests::settle;
using random_graphs::random_graph;
using torch::Tensor;

constexpr std::uint32_t seeds = 300;

/// max |a - b| / max |b|, where b may be all zeros.
double difference(const Tensor& got, const Tensor& wanted) {
  if (got.sizes() != wanted.sizes()) return std::numeric_limits<double>::infinity();
  return ((got - wanted).abs().max() / wanted.abs().max().clamp_min(1e-3)).item<double>();
}

/// A random network with values in which nothing is near zero by chance, and images for it.
struct Drawn {
  // The seed comes first: the layers' initial values would else depend on which tests ran before.
  explicit Drawn(std::uint32_t seed) : net((torch::manual_seed(seed), random_graph(seed))) {
    torch::manual_seed(seed);
    settle(net);
    const Shape input = net.graph().input_shape();
    images = torch::randn({3, input[0], input[1], input[2]});
  }
  Network net;
  Tensor images;
};

/// A network of the same table with the same values.
std::shared_ptr<Network> copy_of(const Network& net, const Tables& tables) {
  auto copy = std::make_shared<Network>(tables);
  load_state(state_dict(*copy), state_dict(net));
  copy->eval();
  return copy;
}

/// How much of a network's values in single precision is rounding, relative to the largest: much behind a norm of nearly equal
/// values.
double rounding(const Network& net, const Tensor& images, const Tensor& value) {
  const auto exact = copy_of(net, tables_of(net.graph()));
  exact->to(torch::kDouble);
  return difference(value.to(torch::kDouble), exact->forward(images.to(torch::kDouble)));
}

/// Whether all values are numbers: the largest of a dilated window that sees nothing but padding is none.
bool is_finite(Drawn& drawn) {
  const torch::NoGradGuard no_grad;
  std::vector<CallId> calls;
  for (CallId row{1}; row < drawn.net.graph().call_count(); ++row) calls.push_back(row);
  for (const Tensor& value : drawn.net.values(drawn.images, calls))
    if (!torch::isfinite(value).all().item<bool>()) return false;
  return true;
}

/// Calls `check(drawn)` for each seed; a failure says its seed and its network.
void each_random_network(const auto& check) {
  std::uint32_t left_out = 0;
  for (std::uint32_t seed = 0; seed < seeds; ++seed) {
    Drawn drawn(seed);
    if (!is_finite(drawn) && ++left_out > 0) continue;
    INFO("seed ", seed, ": ", graft::detail::GraphWriter::write(drawn.net.graph()));
    try {
      check(drawn);
    } catch (const std::exception& error) {
      // A BatchNorm of a parameter alone, which is there once: no network that learns has it.
      if (std::string_view(error.what()).find("more than 1 value per channel") != std::string_view::npos) continue;
      FAIL_CHECK(std::string(error.what()));
    }
  }
  CHECK(left_out < seeds / 50);
}

TEST_CASE("the values of random networks have the shapes that were inferred, kept or not") {
  const torch::NoGradGuard no_grad;
  each_random_network([](Drawn& drawn) {
    const GraphView graph = drawn.net.graph();
    std::vector<CallId> calls;
    for (CallId row{1}; row < graph.call_count(); ++row) calls.push_back(row);
    const std::vector<Tensor> values = drawn.net.values(drawn.images, calls);
    for (const CallId row : calls) {
      std::vector<std::int64_t> sizes = values[row.index() - 1].sizes().vec();
      CAPTURE(row);
      CHECK((sizes.front() == 3 || sizes.front() == 1));  // what depends on parameters alone is there once
      sizes.erase(sizes.begin());
      CHECK(sizes == graft::detail::sizes_of(graph.call(row).shape));
      if (graph.call(row).auxiliary) continue;
      CHECK(torch::equal(drawn.net.run(drawn.images, 1, row + 1), values[row.index() - 1]));
    }
    const Tensor untouched = drawn.images.clone();
    CHECK(torch::equal(drawn.net.forward(drawn.images), values.back()));
    CHECK(torch::equal(drawn.images, untouched));
    for (const auto& [name, value] : drawn.net.outputs(drawn.images)) {
      const CallId call = name == "out" ? CallId{graph.call_count() - 1} : [&, name = std::string_view(name)] {
        for (const Output& output : graph.outputs())
          if (output.name == name) return output.call;
        return CallId{};
      }();
      REQUIRE(call.exists());
      CHECK(torch::equal(value, call == 0 ? drawn.images : values[call.index() - 1]));
    }
  });
}

TEST_CASE("plans of random networks give what the networks give, whole and in two parts") {
  const torch::NoGradGuard no_grad;
  each_random_network([](Drawn& drawn) {
    Network& net = drawn.net;
    const Tensor wanted = net.forward(drawn.images);
    const double bound = std::max(1e-5, 8 * rounding(drawn.net, drawn.images, wanted));
    CHECK(difference(Plan(net, {.type = ComputeType::f32})(drawn.images), wanted) < bound);
    CHECK(difference(Plan(net, {.type = ComputeType::f32, .chunk = 2})(drawn.images), wanted) < bound);
    CHECK(difference(graft::detail::make_torch_backend(net, ComputeType::f32, 2)->run(drawn.images), wanted) < bound);

    // All frozen but what is behind some row; so the prefix ends somewhere.
    freeze(net);
    const int rows = net.graph().module_count();
    for (ModuleId row{1 + rows / 3}; row < rows; ++row)
      if (!net.graph().is<Parameter>(row) || row % 2 == 0) unfreeze(net, std::string(net.graph().path(row).view()));
    const int cut = net.frozen_prefix(), calls = net.graph().call_count();
    CAPTURE(cut);
    CHECK(difference(net.run(net.run(drawn.images, 1, cut), cut, calls, Size2(drawn.images.size(2), drawn.images.size(3))),
                     wanted) < bound);  // in another order in memory
    CHECK(difference(net.infer(drawn.images), wanted) < bound);
    for (const bool by_libtorch : {false, true}) {
      const auto run = [&](int first, int last, const Tensor& value) {
        const Size2 size(drawn.images.size(2), drawn.images.size(3));  // which the second part reads again
        if (!by_libtorch) return Plan(net, {.type = ComputeType::f32, .first = first, .last = last})(value, size);
        PlanSource source = net;
        source.first = first;
        source.last = last;
        return graft::detail::make_torch_backend(std::move(source), ComputeType::f32, 8)->run(value, net.graph().input_shape());
      };
      const Tensor features = cut > 1 ? run(1, cut, drawn.images) : drawn.images;
      CHECK(difference(features, net.run(drawn.images, 1, cut)) < bound);
      if (cut < calls) CHECK(difference(run(cut, calls, features), wanted) < bound);
    }
  });
}

TEST_CASE("plans of random networks in bfloat16 and int8 are near what the networks give") {
  const torch::NoGradGuard no_grad;
  each_random_network([](Drawn& drawn) {
    const Tensor wanted = drawn.net.forward(drawn.images);
    // A bfloat16 has 16 bits less, so its rounding is 65,536 times that of a float.
    const double bound = std::max(0.1, 65'536 * rounding(drawn.net, drawn.images, wanted));
    CHECK(difference(Plan(drawn.net, {.type = ComputeType::bf16})(drawn.images), wanted) < bound);
    CHECK(difference(Plan(drawn.net, {.type = ComputeType::i8, .sample = drawn.images})(drawn.images), wanted) < 0.5);
    CHECK(difference(graft::detail::make_torch_backend(drawn.net, ComputeType::bf16, 8)->run(drawn.images), wanted) < bound);
  });
}

TEST_CASE("a random network that was written and read has the same values, and prints the same") {
  const torch::NoGradGuard no_grad;
  each_random_network([](Drawn& drawn) {
    const auto copy = copy_of(drawn.net, graph_tests::written_and_read(drawn.net.graph()));
    CHECK(torch::equal(copy->forward(drawn.images), drawn.net.forward(drawn.images)));
    CHECK(to_string(*copy) == to_string(drawn.net));
    CHECK(summary(*copy).text() == summary(drawn.net).text());
    CHECK(summary(drawn.net).parameters == drawn.net.graph().parameter_count());
    std::int64_t parameters = 0;
    for (const Tensor& parameter : drawn.net.parameters()) parameters += parameter.numel();
    CHECK(parameters == drawn.net.graph().parameter_count());
  });
}

/// Gradients of the images and of all parameters, of a sum over values.
std::vector<Tensor> gradients(Drawn& drawn, const auto& run) {
  drawn.net.zero_grad();
  const Tensor images = drawn.images.clone().requires_grad_();
  torch::manual_seed(3);  // of the dropouts
  Tensor sum = torch::zeros({});
  for (const Tensor& value : run(images)) sum = sum + (value * torch::linspace(-1, 2, value.numel()).view_as(value)).sum();
  if (!sum.requires_grad()) return {};
  sum.backward();
  std::vector<Tensor> all{images.grad()};
  for (const Tensor& parameter : drawn.net.parameters()) all.push_back(parameter.grad());
  for (Tensor& gradient : all)
    if (gradient.defined()) gradient = gradient.clone();
  return all;
}

TEST_CASE("random networks learn the same whether values are kept or overwritten") {
  each_random_network([](Drawn& drawn) {
    drawn.net.train();
    const GraphView graph = drawn.net.graph();
    std::vector<CallId> calls;
    for (CallId row{1}; row < graph.call_count(); ++row) calls.push_back(row);
    const std::vector<Tensor> got = gradients(drawn, [&](const Tensor& images) {
      std::vector<Tensor> values;
      for (const auto& [name, value] : drawn.net.outputs(images)) values.push_back(value);
      return values;
    });
    const std::vector<Tensor> wanted = gradients(drawn, [&](const Tensor& images) {
      const std::vector<Tensor> all = drawn.net.values(images, calls);
      const auto outputs = graph.outputs();
      std::vector<Tensor> values;  // the main output comes first, unless it has a name
      if (std::none_of(outputs.begin(), outputs.end(),
                       [&](const Output& output) { return output.call == graph.call_count() - 1; }))
        values.push_back(all.back());
      for (const Output& output : outputs)
        values.push_back(output.call == 0 ? images : all[static_cast<std::size_t>(output.call) - 1]);
      return values;
    });
    REQUIRE(got.size() == wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      REQUIRE(got[i].defined() == wanted[i].defined());
      if (got[i].defined()) CHECK(difference(got[i], wanted[i]) < 1e-4);
    }
  });
}

TEST_CASE("an edited random network gives what a new one of its table gives") {
  const torch::NoGradGuard no_grad;
  int made = 0;
  each_random_network([&](Drawn& drawn) {
    const auto check = [&](const std::string& what, const auto& edit) {
      CAPTURE(what);
      const auto net = copy_of(drawn.net, tables_of(drawn.net.graph()));
      try {
        edit(*net);
      } catch (const ShapeError&) {
        CHECK(to_string(*net) == to_string(drawn.net));  // as it was
        CHECK(torch::equal(net->forward(drawn.images), drawn.net.forward(drawn.images)));
        return;
      }
      INFO("edited: ", graft::detail::GraphWriter::write(net->graph()));
      CHECK_NOTHROW((void)net->forward(drawn.images));
      net->eval();
      ++made;
      const Tensor value = net->forward(drawn.images);
      CHECK(torch::equal(copy_of(*net, tables_of(net->graph()))->forward(drawn.images), value));
      if (value.size(0) != drawn.images.size(0)) return;  // what is left depends on parameters alone, which are there once
      if (net->graph().call_count() == 1) return;
      const double bound = std::max(1e-5, 8 * rounding(*net, drawn.images, value));
      CHECK(difference(Plan(*net, {.type = ComputeType::f32})(drawn.images), value) < bound);
    };
    const int row = 1 + static_cast<int>(drawn.images.numel()) % std::max(1, drawn.net.graph().module_count() - 1);
    if (row >= drawn.net.graph().module_count()) return;
    const std::string path(drawn.net.graph().path({row}).view());
    check("remove " + path, [&](Network& net) { remove(net, path); });
    check("replace " + path, [&](Network& net) { replace(net, path, sequential(Flatten{}, Linear{4})); });
    check("append", [&](Network& net) { append(net, "", Named{"flat", Flatten{}}, Named{"last", Linear{2}}); });
    check("up to " + path, [&](Network& net) { up_to(net, path); });
  });
  CHECK(made > 400);
}

}  // namespace network_random_graph_tests
