#include "support/torch_doctest.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <graft/engine/eager/make_leaf.hpp>
#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/edit.hpp>
#include <graft/network/feature_maps.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/look.hpp>
#include <graft/network/summary.hpp>
#include <graft/network/to_string.hpp>
#include <graft/network/trainable.hpp>
#include <graft/policy/head.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/zoo/known_network.hpp>

#include "engine/plan/plan_checks.hpp"
#include "train/small_world.hpp"

namespace network_catalogue_tests {

using namespace graft;
using plan_tests::by_libtorch;
using plan_tests::difference;
using torch::Tensor;

/// What zoo/recorded/logits.txt says of a network: the first logits, and the sum and the largest magnitude of all.
struct Recorded {
  double sum = 0, max_abs = 0;
  std::vector<double> first;
};

std::map<std::string, Recorded> recorded() {
  std::map<std::string, Recorded> all;
  std::ifstream file(GRAFT_TEST_DATA "zoo/recorded/logits.txt");
  REQUIRE(file);
  Recorded* now = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("net ")) {
      const std::size_t end = line.find(" sum ");
      now = &all[line.substr(4, end - 4)];
      std::istringstream words(line.substr(end));
      std::string word;
      words >> word >> now->sum >> word >> now->max_abs;
    } else if (line.starts_with("logits ")) {
      std::istringstream words(line.substr(7));
      for (double value = 0; words >> value;) now->first.push_back(value);
    }
  }
  return all;
}

void compare(const Tensor& got, const Recorded& wanted) {
  const Tensor logits = got[0].to(torch::kDouble);
  REQUIRE(wanted.first.size() == 32);
  double worst = 0;
  for (std::size_t i = 0; i < wanted.first.size(); ++i)
    worst = std::max(worst, std::abs(logits[static_cast<std::int64_t>(i)].item<double>() - wanted.first[i]));
  CHECK(worst / wanted.max_abs < 1e-5);
  CHECK(logits.abs().max().item<double>() == doctest::Approx(wanted.max_abs).epsilon(1e-5));
  CHECK(std::abs(logits.sum().item<double>() - wanted.sum) < 1e-5 * wanted.max_abs * 1000);
}

/// The image of the recorded logits.
Tensor recorded_image(const Shape& size) {
  Tensor image = torch::empty({1, size[0], size[1], size[2]});
  graft_tests::deterministic_fill("input", {image.data_ptr<float>(), static_cast<std::size_t>(image.numel())}, 1, 0);
  return image;
}

/// Every tensor of the state_dict, in its order, with its sizes as the table says.
void compare_state(const Network& net) {
  const GraphView graph = net.graph();
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> said, there;
  for (ModuleId row{0}; row < graph.module_count(); ++row)
    graft::detail::visit_layer(
        [&](const auto& layer) {
          layer.each_state([&](const StateEntry& entry) {
            std::string name(graph.path(row).view());
            if (!entry.name.empty()) name.append(".").append(entry.name);
            said.emplace_back(name, graft::detail::sizes_of(entry.shape));
          });
        },
        graph.module(row).layer);
  for (const auto& [name, tensor] : state_dict(net)) there.emplace_back(name, tensor.sizes().vec());
  CHECK(said == there);
}

/// What is frozen by path and by kind, and where the frozen prefix ends.
void compare_freezing(Network& net) {
  const GraphView graph = net.graph();
  const std::string classifier(graph.path(graph.classifier()).view());
  freeze(net, kind<Conv2d>);
  std::vector<std::string> wanted;
  for (const auto& [name, tensor] : named_parameters(net)) {
    const ModuleId module = graph.find(name.substr(0, name.rfind('.')));
    if (!module.exists() || !graph.is<Conv2d>(module)) wanted.push_back(name);
  }
  CHECK(trainable(net) == wanted);
  freeze(net);
  CHECK(trainable(net).empty());
  if (graph.is<Identity>(graph.classifier())) return;  // there is nothing that could train
  unfreeze(net, classifier);
  for (const std::string& name : trainable(net)) CHECK(name.starts_with(classifier + "."));
  const auto frozen = std::make_unique<bool[]>(graph.modules().size());
  for (ModuleId row{1}; row < graph.module_count(); ++row) frozen[row.index()] = net.is_frozen(row);
  CallId random_or_classifier{1};
  while (graph.call(random_or_classifier).auxiliary ||
         (!draws(graph, {frozen.get(), graph.modules().size()}, random_or_classifier) &&
          graph.call(random_or_classifier).module != graph.classifier()))
    ++random_or_classifier;
  CHECK(net.frozen_prefix() == random_or_classifier);
  const Summary text = summary(net);
  CHECK(text.parameters == graph.parameter_count());
  CHECK(text.trainable_parameters == graph.parameter_count(graph.classifier()));
  CHECK(text.multiply_adds == graph.multiply_add_count());
}

/// A value for the classifier of a network, a Linear or a convolution.
Tensor for_classifier(GraphView net) {
  if (const auto* conv = get_if<Conv2d>(&net.module(net.classifier()).layer)) return torch::randn({2, conv->in, 3, 3});
  const auto* linear = get_if<Linear>(&net.module(net.classifier()).layer);
  return torch::randn({2, linear != nullptr ? linear->in : net.output_shape().elements()});  // else an Identity
}

/// The classifier replaced by every head that an edit can bring, and taken away; only what changed runs.
void compare_edits(Network& net) {
  const std::string classifier(net.graph().path(net.graph().classifier()).view());
  const Tensor value = for_classifier(net.graph());
  const std::int64_t features = value.size(1);
  const auto run_head = [&] {
    CallId first{1};
    while (!net.graph().is_within(net.graph().call(first).module, net.graph().find(classifier))) ++first;
    return net.run(value, first, net.graph().call_count());
  };
  net.eval();
  replace(net, classifier, LinearHead<3>{});
  CHECK(trainable(net) == std::vector<std::string>{classifier + ".weight", classifier + ".bias"});  // the rest is frozen
  CHECK(run_head().sizes() == torch::IntArrayRef{2, 3});
  replace(net, classifier, MlpHead<4, 16>{});
  CHECK(run_head().sizes() == torch::IntArrayRef{2, 4});
  remove(net, classifier);
  CHECK(net.graph().output_shape() == Shape{features});
  CHECK(net.graph().classifier() == -1);
  body(net);
  CHECK(net.graph().output_shape().rank() >= 2);
  compare_state(net);
}

TEST_CASE("every network of the zoo that is small enough: torchvision's logits, state, plans, freezing, edits") {
  torch::set_num_threads(1);
  const auto texts = recorded();
  const torch::NoGradGuard no_grad;
  std::size_t compared = 0;
  for (const KnownNetwork& known : known_networks()) {
    const std::string name(known.name);
    CAPTURE(name);
    if (!texts.contains(name)) continue;  // large ones: parity/logits.py compares all
    Network net(known.tables());
    small_world::fill(net);
    net.eval();
    compare_state(net);
    CHECK(to_string(static_cast<const torch::nn::Module&>(net)) == to_string(net.graph()));
    const Tensor image = recorded_image(net.graph().input_shape());
    const Tensor logits = net.forward(image);
    compare(logits, texts.at(name));
    CHECK(difference(Plan(net, {.type = ComputeType::f32})(image), logits) < 1e-5);
    if (net.graph().parameter_count() < 10'000'000)  // in float32 alone: packing takes longer than running
      CHECK(difference(Plan(net, {.type = ComputeType::bf16})(image), logits) < 5e-2);
    std::vector<CallId> calls;
    for (const Output& output : net.graph().outputs()) calls.push_back(output.call);
    const std::vector<Tensor> auxiliary = calls.empty() ? std::vector<Tensor>() : net.values(image, calls);
    for (std::size_t i = 0; i < calls.size(); ++i) {
      compare(auxiliary[i], texts.at(name + " " + std::string(net.graph().outputs()[i].name.view())));
      ++compared;
    }
    compare_freezing(net);
    compare_edits(net);
    ++compared;
  }
  Tables v1 = graft::tables_of(ResNet50::graph);
  ResNet50::apply_variant(v1, Variant::v1);
  Network net(v1);
  small_world::fill(net);
  net.eval();
  compare(net.forward(recorded_image({3, 224, 224})), texts.at("resnet50_v1"));
  CHECK(compared + 1 == texts.size());
}

// Of each family that has more than convolutions, one that runs in milliseconds.
struct TinyViT
    : VisionTransformer<VisionTransformerConfig{.image = 32, .patch = 8, .layers = 2, .heads = 4, .hidden = 32, .mlp = 48}> {};

/// A backbone with a classifier that trains.
template <class Backbone>
struct Headed {
  static constexpr GraphView graph = grafted<Backbone, LinearHead<10>>;
};
struct TinyDINOv2 : DINOv2<DINOv2Config{.hidden = 32, .heads = 4, .layers = 4, .image = 56}> {};
struct TinyDINOv2Reg4 : DINOv2<DINOv2Config{.hidden = 32, .heads = 4, .registers = 4, .layers = 4, .image = 56}> {};

template <class Backbone>
void compare_small(std::int64_t side) {
  torch::manual_seed(7);
  Network net(Backbone::graph);
  plan_tests::settle(net);
  const Tensor images = torch::randn({5, 3, side, side});
  const Tensor wanted = plan_tests::eager(net, images);
  CHECK(difference(Plan(net, {.type = ComputeType::f32, .chunk = 2})(images), wanted) < 1e-5);
  CHECK(difference(Plan(net, {.type = ComputeType::bf16, .chunk = 4})(images), wanted) < 5e-2);
  CHECK(difference(by_libtorch(net, images, ComputeType::f32), wanted) < 1e-5);
  if (available(ComputeType::bf16, torch::kCPU) == ComputeType::bf16)
    CHECK(difference(by_libtorch(net, images, ComputeType::bf16), wanted) < 5e-2);
  // Before the frozen prefix's end and behind it.
  freeze(net);
  unfreeze(net, std::string(net.graph().path(net.graph().classifier()).view()));
  const int cut = net.frozen_prefix(), calls = net.graph().call_count();
  const Tensor features = Plan(net, {.type = ComputeType::f32, .last = cut})(images);
  CHECK(difference(Plan(net, {.type = ComputeType::f32, .first = cut})(features), wanted) < 1e-5);
  const torch::NoGradGuard no_grad;
  CHECK(difference(net.run(features, cut, calls), wanted) < 1e-5);
  CHECK(difference(net.infer(images), wanted) < 1e-5);
}

TEST_CASE("plans of several images give what the network gives, whole and in two parts") {
  compare_small<MobileNetV3Small>(64);
  compare_small<GoogLeNet>(64);
  compare_small<TinyViT>(32);
  compare_small<Headed<TinyDINOv2>>(56);
  compare_small<Headed<TinyDINOv2Reg4>>(84);
}

/// The operations, or the layers, that a plan leaves to LibTorch.
std::set<std::string_view> left_to_libtorch(GraphView graph) {
  const Network net(graph);
  const auto backend = graft::detail::make_onednn_backend(net, ComputeType::f32, ComputeType::f32, 2, {});
  std::set<std::string_view> kinds;
  if (backend == nullptr) return kinds;
  for (const CallId call : backend->eager_calls()) {
    const Layer* const layer = net.graph().layer_of(call);
    kinds.insert(layer != nullptr
                     ? kind(*layer)
                     : graft::detail::visit_operation([](const auto& any) { return any.kind; }, net.graph().call(call).op));
  }
  return kinds;
}

TEST_CASE("of a transformer, nothing but its parameters and their resampling is left to LibTorch") {
  const auto check = [](GraphView graph, const std::set<std::string_view>& allowed) {
    for (const std::string_view kind : left_to_libtorch(graph)) CHECK_MESSAGE(allowed.contains(kind), kind);
  };
  check(TinyViT::graph, {"get_attr"});
  check(Headed<TinyDINOv2>::graph, {"get_attr", "resample_positions"});
  check(Headed<TinyDINOv2Reg4>::graph, {"get_attr", "resample_positions"});
}

/// Gradients of all parameters, of a sum over all outputs, with `run`.
template <class Run>
std::vector<Tensor> gradients(Network& net, const Run& run) {
  net.zero_grad();
  torch::manual_seed(3);  // of the dropouts
  Tensor sum;
  for (const Tensor& value : run()) {
    const Tensor part = (value * torch::linspace(-1, 1, value.numel()).view_as(value)).sum();
    sum = sum.defined() ? sum + part : part;
  }
  sum.backward();
  std::vector<Tensor> all;
  for (const Tensor& parameter : net.parameters())
    all.push_back(parameter.grad().defined() ? parameter.grad().clone() : Tensor());
  return all;
}

template <class Backbone>
void compare_training(std::int64_t side, std::size_t outputs) {
  torch::manual_seed(8);
  Network net(Backbone::graph);
  net.train();
  const Tensor images = torch::randn({4, 3, side, side});
  // Where every value is kept, none is overwritten by a call behind it.
  std::vector<CallId> all;
  for (CallId call{1}; call < net.graph().call_count(); ++call) all.push_back(call);
  const auto named = [&] {
    std::vector<Tensor> values;
    for (const auto& [name, value] : net.outputs(images)) values.push_back(value);
    return values;
  };
  const auto kept = [&] {
    const std::vector<Tensor> values = net.values(images, all);
    std::vector<Tensor> chosen{values.back()};
    for (const Output& output : net.graph().outputs()) chosen.push_back(values[static_cast<std::size_t>(output.call) - 1]);
    return chosen;
  };
  CHECK(named().size() == outputs);
  const std::vector<Tensor> got = gradients(net, named), wanted = gradients(net, kept);
  const auto names = named_parameters(net);
  const auto magnitude = [](const Tensor& tensor) { return tensor.abs().max().item<double>(); };
  double largest = 0;
  for (const Tensor& gradient : wanted) largest = std::max(largest, magnitude(gradient));
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(names[i].first);
    REQUIRE(got[i].defined());
    // Of a bias that the next BatchNorm takes away again it is rounding alone.
    CHECK(magnitude(got[i] - wanted[i]) < 1e-3 * std::max(magnitude(wanted[i]), 1e-3 * largest));
  }
}

TEST_CASE("every parameter learns, those of auxiliary classifiers too, and nothing is overwritten that a backward pass needs") {
  compare_training<MobileNetV3Small>(64, 1);
  compare_training<GoogLeNet>(64, 3);
  compare_training<ShuffleNetV2_x0_5>(64, 1);
  compare_training<TinyViT>(32, 1);
  compare_training<TinyDINOv2>(42, 1);
  compare_training<TinyDINOv2Reg4>(56, 1);
}

TEST_CASE("feature maps of blocks that branch, and of a sequence") {
  const torch::NoGradGuard no_grad;
  const auto sizes = [](Network& net, std::int64_t side, const std::vector<std::string>& paths) {
    net.eval();
    std::vector<std::vector<std::int64_t>> all;
    for (const Tensor& map : feature_maps(net, torch::randn({2, 3, side, side}), paths)) all.push_back(map.sizes().vec());
    return all;
  };
  using Sizes = std::vector<std::vector<std::int64_t>>;
  Network googlenet(GoogLeNet::graph), mobilenet(MobileNetV3Small::graph), vit(TinyViT::graph);
  CHECK(sizes(googlenet, 64, {"inception3b", "inception5b"}) == Sizes{{2, 480, 8, 8}, {2, 1024, 2, 2}});
  CHECK(sizes(mobilenet, 64, {"features.1", "features.8"}) == Sizes{{2, 16, 16, 16}, {2, 48, 4, 4}});
  CHECK(sizes(vit, 32, {"encoder.layers.encoder_layer_0", "encoder"}) == Sizes{{2, 17, 32}, {2, 17, 32}});
}

TEST_CASE("a network that is partly frozen infers images of another size by its two plans") {
  Network net(Headed<TinyDINOv2>::graph);
  plan_tests::settle(net);
  freeze(net);
  unfreeze(net, "blocks.3");
  unfreeze(net, std::string(net.graph().path(net.graph().classifier()).view()));
  const torch::NoGradGuard no_grad;
  for (const std::int64_t side : {56, 84}) {
    const Tensor images = torch::randn({3, 3, side, side});
    CHECK(difference(net.infer(images), plan_tests::eager(net, images)) < 1e-5);
  }
}

TEST_CASE("a head that the table cannot see goes behind other families, too") {
  const auto check = []<class Backbone>(std::type_identity<Backbone>, std::int64_t side) {
    const GraphView net = Backbone::graph;
    const std::string classifier(net.path(net.classifier()).view());
    const std::int64_t features = for_classifier(net).size(1);
    const Tables tables = replace(net, net.classifier(), [](Net& made, std::string_view name) { made.foreign(name, {3}); });
    const auto head =
        std::make_shared<torch::nn::SequentialImpl>(torch::nn::Linear(features, 8), torch::nn::Tanh(), torch::nn::Linear(8, 3));
    Network made(tables, {foreign_module(classifier, head)});
    made.eval();
    const torch::NoGradGuard no_grad;
    const Tensor images = torch::randn({2, 3, side, side});
    const Tensor wanted = made.forward(images);
    CHECK(wanted.sizes() == torch::IntArrayRef{2, 3});
    CHECK(difference(made.infer(images), wanted) < 1e-5);
  };
  check(std::type_identity<MobileNetV3Small>{}, 64);
  check(std::type_identity<SqueezeNet1_1>{}, 64);
  check(std::type_identity<TinyViT>{}, 32);
}

}  // namespace network_catalogue_tests
