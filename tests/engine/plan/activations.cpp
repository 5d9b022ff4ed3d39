#include "support/computes_in.hpp"
#include "support/torch_doctest.hpp"

#include <cstdint>
#include <utility>

#include <graft/engine/plan/plan.hpp>
#include <graft/graph/activation.hpp>
#include <graft/graph/net.hpp>
#include <graft/network/network.hpp>

#include "engine/plan/plan_checks.hpp"

namespace plan_tests {

/// Calls `check(layer)` with each elementwise layer.
template <std::size_t... Which>
void each_activation(std::index_sequence<Which...>, const auto& check) {
  (check(Layer(std::variant_alternative_t<Which, Activation>{})), ...);
}
void each_activation(const auto& check) { each_activation(std::make_index_sequence<std::variant_size_v<Activation>>{}, check); }

TEST_CASE("every activation, behind all that it is fused into and alone") {
  each_activation([](const Layer& activation) {
    torch::manual_seed(21);
    Net made("Made");
    made.input({3, 12, 10});
    made.conv("conv", 16, {.kernel = 3, .padding = 1, .bias = true});
    made.then("of_conv", activation);
    const auto twice = made.last();
    made.then("alone", activation);
    made.add(made.last(), twice);
    made.then("of_sum", activation);
    const auto block = made.last();
    made.conv("depthwise", 16, {.kernel = 3, .padding = 1, .groups = 16});
    made.batch_norm("norm");
    made.add(made.last(), block);
    made.then("behind_all", activation);
    made.conv("project", 12);
    made.add(made.last(), made.last());
    made.max_pool("pool", {.kernel = 2});
    made.then("of_pool", activation);
    made.then("again", activation);
    made.flatten();
    made.linear("fc", 9);
    made.then("of_linear", activation);
    Network net(std::move(made).tables());
    settle(net);
    const Tensor images = 2 * torch::randn({9, 3, 12, 10}), wanted = eager(net, images);
    CAPTURE(std::string(kind(activation)));
    compare_parts(net, images);
    CHECK(difference(by_libtorch(net, images, ComputeType::f32), wanted) < 1e-5);
    for (const ComputeType type : {ComputeType::bf16, ComputeType::i8})
      if (graft_tests::computes_in(type)) CHECK(difference(Plan(net, {.type = type, .sample = images})(images), wanted) < 0.1);
  });
}

TEST_CASE("int8 has the scale of what an activation gives, not of what it takes") {
  if (!graft_tests::computes_in(ComputeType::i8)) return;
  each_activation([](const Layer& activation) {
    torch::manual_seed(22);
    Net made("Made");
    made.input({16, 8, 8});
    made.conv("first", 32);
    made.conv("second", 32, {.kernel = 3, .padding = 1, .bias = true});
    made.then("activation", activation);
    made.conv("third", 16);
    Network net(std::move(made).tables());
    const torch::NoGradGuard no_grad;
    net.eval();
    for (auto& parameter : net.named_parameters()) parameter.value().mul_(3);
    const Tensor images = 2 * torch::randn({16, 16, 8, 8});
    const Plan plan(net, {.type = ComputeType::i8, .sample = images});
    CAPTURE(std::string(kind(activation)));
    CHECK(difference(plan(images), eager(net, images)) < 0.06);
    CHECK(difference(plan(images), eager(net, images)) > 0);  // it is int8
  });
}

}  // namespace plan_tests
