#include "support/torch_doctest.hpp"

#include <string>
#include <utility>
#include <vector>

#include <graft/engine/eager/make_leaf.hpp>
#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/graph/fields_text.hpp>
#include <graft/network/detail/layer_of.hpp>
#include <graft/network/network.hpp>
#include <graft/network/to_string.hpp>

#include "engine/plan/plan_checks.hpp"
#include "graph/samples.hpp"

namespace every_layer_tests {

using namespace graft;
using plan_tests::by_libtorch;
using plan_tests::difference;
using plan_tests::eager;
using plan_tests::settle;
using samples::Change;
using samples::each_kind;
using samples::sample;
using torch::Tensor;

/// Calls `check(layer)` with two samples of each kind.
void each_sample(const auto& check) {
  each_kind<Layer>([&]<class Kind>(std::type_identity<Kind>) {
    for (const Change change : {Change::empty, Change::all}) {
      const Layer layer = sample<Kind>(change);
      CAPTURE(fields_text(layer));
      check(layer);
    }
  });
}

/// Name, sizes and whether it is learned, of each tensor that a layer says it owns.
using Entry = std::pair<std::string, std::vector<std::int64_t>>;
std::vector<Entry> said_entries(const Layer& layer, bool parameters) {
  std::vector<Entry> entries;
  graft::detail::visit_layer(
      [&](const auto& any) {
        any.each_state([&](const StateEntry& entry) {
          if ((entry.role == StateEntry::Role::parameter) == parameters)
            entries.emplace_back(entry.name, graft::detail::sizes_of(entry.shape));
        });
      },
      layer);
  return entries;
}
std::vector<Entry> entries_of(const torch::OrderedDict<std::string, Tensor>& tensors) {
  std::vector<Entry> entries;
  for (const auto& item : tensors) entries.emplace_back(item.key(), item.value().sizes().vec());
  return entries;
}

TEST_CASE("what a layer says that it owns is what LibTorch's module owns") {
  each_sample([](const Layer& layer) {
    const graft::detail::Leaf leaf = graft::detail::make_leaf(layer);
    if (is_a<Foreign>(layer)) {  // the user gives it
      CHECK(leaf.module == nullptr);
      return;
    }
    if (is_a<Parameter>(layer)) {  // which is a tensor and no module
      CHECK(said_entries(layer, true) == std::vector<Entry>{{"", leaf.parameter.sizes().vec()}});
      CHECK(leaf.parameter.requires_grad());
      return;
    }
    CHECK(entries_of(leaf.module->named_parameters(false)) == said_entries(layer, true));
    CHECK(entries_of(leaf.module->named_buffers(false)) == said_entries(layer, false));
    std::vector<std::string> children;
    graft::detail::visit_layer(
        [&](const auto& any) {
          any.each_child([&](std::string_view path, const Layer& inner) {
            children.emplace_back(path);
            const auto child = leaf.module->named_modules("", false)[children.back()];
            CHECK(entries_of(child->named_parameters(false)) == said_entries(inner, true));
            CHECK(entries_of(child->named_buffers(false)) == said_entries(inner, false));
          });
        },
        layer);
    if (!is_container(layer)) CHECK(leaf.module->named_modules("", false).keys() == children);
    graft::detail::visit_layer(
        [&](const auto& any) {
          any.each_state([&](const StateEntry& entry) {
            const bool is_integer = entry.role == StateEntry::Role::counter || entry.role == StateEntry::Role::index;
            if (entry.role == StateEntry::Role::parameter) return;
            CHECK((leaf.module->named_buffers(false)[std::string(entry.name)].scalar_type() == torch::kLong) == is_integer);
          });
        },
        layer);
  });
}

TEST_CASE("a module is known again, with all its settings") {
  each_sample([](const Layer& layer) {
    if (is_a<Foreign>(layer) || is_a<Parameter>(layer)) return;  // no modules of LibTorch's
    Layer wanted = layer;
    if (auto* linear = get_if<Linear>(&wanted)) linear->in_attention = false;  // who applies it, a module does not know
    if (auto* pool = get_if<MaxPool2d>(&wanted)) pool->stride = pool->step();  // nor that its stride was not given
    if (auto* pool = get_if<AvgPool2d>(&wanted)) pool->stride = pool->step();
    const graft::detail::Leaf leaf = graft::detail::make_leaf(layer);
    CHECK(graft::detail::layer_of(*leaf.module) == wanted);
  });
}

TEST_CASE("a copy of a leaf has the same values in memory of its own") {
  each_sample([](const Layer& layer) {
    if (is_a<Foreign>(layer) || !has_state(layer)) return;
    const graft::detail::Leaf leaf = graft::detail::make_leaf(layer), copy = graft::detail::clone_leaf(layer, leaf);
    const auto tensors = [](const graft::detail::Leaf& of) {
      std::vector<Tensor> all;
      if (of.parameter.defined()) all.push_back(of.parameter);
      if (of.module == nullptr) return all;
      for (const Tensor& parameter : of.module->parameters()) all.push_back(parameter);
      for (const Tensor& buffer : of.module->buffers()) all.push_back(buffer);
      return all;
    };
    const std::vector<Tensor> before = tensors(leaf), after = tensors(copy);
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      CHECK(torch::equal(before[i], after[i]));
      CHECK_FALSE(before[i].is_alias_of(after[i]));
    }
  });
}

TEST_CASE("a network of one call: shapes are inferred right, it prints as its table, and plans give what it gives") {
  torch::manual_seed(1);
  each_sample([](const Layer& layer) {
    std::vector<ForeignModule> foreign;
    if (is_a<Foreign>(layer))  // (N, C, H, W) -> (N, 5, 3), as it says
      foreign.push_back(foreign_module("it", std::make_shared<torch::nn::SequentialImpl>(
                                                 torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions({5, 3})),
                                                 torch::nn::Functional([](const Tensor& maps) { return maps.mean(1); }))));
    Network net(*samples::network_of(layer), foreign);
    settle(net);
    if (foreign.empty()) CHECK(to_string(static_cast<const torch::nn::Module&>(net)) == to_string(net.graph()));
    const Shape input = net.graph().input_shape(), output = net.graph().output_shape();
    const Tensor images = torch::randn({3, input[0], input[1], input[2]});
    const Tensor wanted = eager(net, images);
    std::vector<std::int64_t> sizes = graft::detail::sizes_of(output);
    sizes.insert(sizes.begin(), 3);
    CHECK(wanted.sizes().vec() == sizes);
    CHECK(difference(Plan(net, {.type = ComputeType::f32})(images), wanted) < 1e-5);
    CHECK(difference(Plan(net, {.type = ComputeType::f32, .chunk = 2})(images), wanted) < 1e-5);
    CHECK(difference(by_libtorch(net, images, ComputeType::f32), wanted) < 1e-5);
    if (available(ComputeType::bf16, torch::kCPU) == ComputeType::bf16 && foreign.empty()) {
      CHECK(difference(Plan(net, {.type = ComputeType::bf16})(images), wanted) < 5e-2);
      CHECK(difference(by_libtorch(net, images, ComputeType::bf16), wanted) < 5e-2);
    }
  });
}

}  // namespace every_layer_tests
