#include "support/torch_doctest.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/training/detail/training_programs.hpp>
#include <graft/graph/net.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/autocast_scope.hpp>
#include <graft/platform/device.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace training_program_tests {

using namespace graft;
using torch::Tensor;

/// With so many threads of LibTorch's, to the end of the scope.
struct Threads {
  int before = torch::get_num_threads();
  explicit Threads(int count) { use_threads(count); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() { use_threads(before); }
};

template <class Describe>
Tables tables(Describe describe, std::int64_t channels = 3) {
  Net net("Made");
  net.input({channels, 20, 20});
  describe(net);
  return std::move(net).tables();
}

constexpr Conv2d three{.kernel = 3, .padding = 1, .bias = false};

/// What a step changes: the value, gradients of all parameters (undefined where there are none), buffers.
struct Outcome {
  Tensor value;
  std::vector<Tensor> all;
};

enum class By { graft, libtorch };

/// One forward and backward pass from the same state; LibTorch does both where the images require a gradient.
Outcome step(Network& net, const Tensor& images, By by) {
  std::vector<Tensor> before;
  for (const auto& buffer : net.buffers()) before.push_back(buffer.clone());
  net.zero_grad();
  Tensor given = images.clone();
  if (by == By::libtorch) given.requires_grad_();
  const Tensor value = net.forward(given);
  const Tensor weights = torch::linspace(-1, 1, value.numel()).view_as(value).to(value.scalar_type());
  (value * weights).sum().backward();
  Outcome outcome{value.detach().clone(), {}};
  for (const auto& parameter : net.parameters())
    outcome.all.push_back(parameter.grad().defined() ? parameter.grad().clone() : Tensor());
  for (const auto& buffer : net.buffers()) outcome.all.push_back(buffer.clone());
  std::size_t i = 0;
  for (auto& buffer : net.buffers()) buffer.copy_(before[i++]);
  for (auto& parameter : net.parameters()) parameter.mutable_grad() = Tensor();
  return outcome;
}

double distance(const Tensor& value, const Tensor& exact) {
  const double size = exact.to(torch::kDouble).norm().item<double>();
  return (value.to(torch::kDouble) - exact.to(torch::kDouble)).norm().item<double>() / std::max(size, 1e-4);
}

/// The largest relative distance from the same step in float64, or infinity where one has a gradient and the other none.
double error_of(const Outcome& outcome, const Outcome& exact) {
  double worst = distance(outcome.value, exact.value);
  for (std::size_t i = 0; i < outcome.all.size(); ++i) {
    if (outcome.all[i].defined() != exact.all[i].defined()) return std::numeric_limits<double>::infinity();
    if (exact.all[i].defined()) worst = std::max(worst, distance(outcome.all[i], exact.all[i]));
  }
  return worst;
}

Outcome exact_step(Network& net, const Tensor& images) {
  net.to(torch::kDouble);
  const Outcome exact = step(net, images.to(torch::kDouble), By::libtorch);
  net.to(torch::kFloat);
  return exact;
}

/// Makes BatchNorms unlike their initial values.
void shake(Network& net) {
  const torch::NoGradGuard no_grad;
  for (const auto& item : net.named_parameters())
    if (item.value().dim() == 1) item.value().add_(torch::randn_like(item.value()) * 0.3);
  for (const auto& item : net.named_buffers())
    if (item.value().dim() == 1) item.value().add_(torch::rand_like(item.value()));
}

/// How far a program comes here: nowhere where graft was built without oneDNN.
int here(int reached, int first = 1) { return graft::detail::onednn_name().empty() ? first : reached; }

struct Case {
  const char* name;
  Tables graph;
  int left = 0;  ///< calls behind the program; -1: there is none
  std::int64_t channels = 3;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  all.push_back({"a convolution", tables([](Net& net) { net.conv("conv", 32, {.kernel = 3, .padding = 1}); })});
  all.push_back({"bias and ReLU, a maximum pool", tables([](Net& net) {
                   net.conv("conv", 32, {.kernel = 5, .stride = 2, .padding = 2});
                   net.relu("relu");
                   net.max_pool("pool", {.kernel = 3, .stride = 2});
                   net.conv("next", 16, {.kernel = 1});
                 })});
  all.push_back({"BatchNorm, and a bias before it", tables([](Net& net) {
                   net.conv("conv", 32, {.kernel = 3, .padding = 1});
                   net.batch_norm("bn");
                   net.relu("relu");
                   net.conv("conv2", 64, three);
                   net.batch_norm("bn2", {.eps = 1e-3, .momentum = 0.4});
                   net.adaptive_avg_pool("avg", 1);
                   net.flatten();
                   net.linear("fc", 5);
                 }),
                 2});
  all.push_back({"a pool that goes beyond the edge, behind BatchNorm and ReLU", tables([](Net& net) {
                   net.conv("conv", 32, {.kernel = 7, .stride = 2, .padding = 3, .bias = false});
                   net.batch_norm("bn");
                   net.relu("relu");
                   net.max_pool("pool", {.kernel = 3, .stride = 2, .padding = 1, .ceil_mode = true});
                   net.conv("conv2", 32, three);
                 })});
  all.push_back({"sums: of a map with what became of it, with itself, of two branches", tables([](Net& net) {
                   net.conv("conv", 32, three);
                   net.batch_norm("bn");
                   net.relu("relu");
                   const auto stem = net.last();
                   net.conv("conv1", 32, three);
                   net.batch_norm("bn1");
                   net.relu("relu1");
                   net.conv("conv2", 32, three);
                   net.batch_norm("bn2");
                   net.add(net.last(), stem);
                   net.relu("relu2");
                   const auto joined = net.last();
                   net.add(joined, joined);
                   net.conv("conv3", 48, {.kernel = 1, .stride = 2});
                   const auto left = net.last();
                   net.from(joined);
                   net.conv("conv4", 48, {.kernel = 3, .stride = 2, .padding = 1, .bias = false});
                   net.batch_norm("bn4");
                   net.add(left, net.last());
                   net.relu("relu4");
                   net.adaptive_avg_pool("avg", 1);
                 })});
  all.push_back({"groups of 16 channels", tables([](Net& net) {
                   net.conv("conv", 64, three);
                   net.batch_norm("bn");
                   net.relu("relu");
                   net.conv("groups", 64, {.kernel = 3, .padding = 1, .groups = 4, .bias = false});
                   net.batch_norm("bn2");
                   net.relu("relu2");
                 })});
  all.push_back({"maps go in",
                 tables(
                     [](Net& net) {
                       net.conv("conv", 32, {.kernel = 3, .padding = 2, .dilation = 2, .bias = false});
                       net.batch_norm("bn");
                       net.relu("relu");
                       const auto before = net.last();
                       net.conv("conv2", 32, three);
                       net.add(before, net.last());
                     },
                     48),
                 0, 48});
  all.push_back({"a BatchNorm's result that is read beside its ReLU's", tables([](Net& net) {
                   net.conv("conv", 32, three);
                   net.batch_norm("bn");
                   const auto before = net.last();
                   net.relu("relu");
                   net.conv("conv2", 32, three);
                   net.add(before, net.last());
                 }),
                 3});
  all.push_back({"maps of channels that are no multiple of 16 go in",
                 tables(
                     [](Net& net) {
                       net.conv("conv", 32, three);
                       net.batch_norm("bn");
                       net.relu("relu");
                     },
                     24),
                 -1, 24});
  all.push_back({"maps of fewer than 16 channels go in",
                 tables(
                     [](Net& net) {
                       net.conv("conv", 32, three);
                       net.batch_norm("bn");
                       net.relu("relu");
                     },
                     8),
                 -1, 8});
  all.push_back({"what it does not have behind what it has", tables([](Net& net) {
                   net.conv("conv", 32, three);
                   net.batch_norm("bn");
                   net.relu("relu");
                   const auto before = net.last();
                   net.conv("conv2", 24, three);
                   net.concat({before, net.last()});
                   net.conv("conv3", 16, three);
                 }),
                 3});
  return all;
}

TEST_CASE(
    "a training program's step is LibTorch's, for every kind of unit and for batches that the threads cannot share evenly") {
  for (const int threads : {1, 2, 3})
    for (const std::int64_t images : {3, 8}) {
      const Threads using_threads(threads);
      for (Case& each : cases()) {
        CAPTURE(std::string(each.name));
        CAPTURE(threads);
        CAPTURE(images);
        torch::manual_seed(5);
        Network net(each.graph);
        shake(net);
        net.train();
        const Tensor images = torch::randn({images, each.channels, 20, 20});
        const Outcome exact = exact_step(net, images), libtorch = step(net, images, By::libtorch),
                      made = step(net, images, By::graft), again = step(net, images, By::graft);
        CHECK(error_of(made, exact) < std::max(2e-5, 3 * error_of(libtorch, exact)));
        CHECK(error_of(again, made) == 0);
        CHECK(torch::get_num_threads() == threads);
        graft::detail::TrainingPrograms programs;
        const int calls = net.graph().call_count();
        CHECK(programs.run(net, images, 1, calls).first == (each.left < 0 ? 1 : here(calls - each.left)));
      }
    }
}

TEST_CASE("ResNets and AlexNet train as by LibTorch") {
  const Threads using_threads(2);
  const auto compare = [](GraphView graph, std::int64_t side, int reached) {
    torch::manual_seed(3);
    Network net(graph);
    net.train();
    const Tensor images = torch::randn({4, 3, side, side});
    const auto seeded = [&](By by) {
      torch::manual_seed(9);  // what Dropout draws
      return step(net, images, by);
    };
    torch::manual_seed(9);
    const Outcome exact = exact_step(net, images), libtorch = seeded(By::libtorch), made = seeded(By::graft);
    CHECK(distance(made.value, exact.value) < std::max(1e-5, 3 * distance(libtorch.value, exact.value)));
    // A number near a ReLU's zero falls to the other side now and then, in LibTorch's float32 as well.
    CHECK(error_of(made, exact) < std::max(1e-4, 5 * error_of(libtorch, exact)));
    graft::detail::TrainingPrograms programs;
    CHECK(programs.run(net, images, 1, net.graph().call_count()).first == here(reached));
  };
  const GraphView resnet18 = ResNet18::graph, alexnet = AlexNet::graph;
  compare(resnet18, 64, resnet18.call_count() - 2);
  compare(ResNet50::graph, 64, GraphView(ResNet50::graph).call_count() - 2);
  compare(alexnet, 96, 14);
}

TEST_CASE("what is frozen gets no gradient, and its BatchNorm computes with running statistics that stay") {
  const Threads using_threads(2);
  torch::manual_seed(4);
  Network net(ResNet18::graph);
  shake(net);
  std::vector<torch::nn::Module*> frozen;
  for (const auto& item : net.named_modules(std::string(), false))
    if (item.key().starts_with("layer1") || item.key().starts_with("layer3.0.bn1") || item.key() == "layer4.1.conv1")
      frozen.push_back(item.value().get());
  const auto flags = std::make_unique<bool[]>(frozen.size());
  std::fill_n(flags.get(), frozen.size(), true);
  net.freeze(frozen, {flags.get(), frozen.size()});
  net.train();
  const Tensor images = torch::randn({4, 3, 64, 64});
  const Outcome exact = exact_step(net, images), libtorch = step(net, images, By::libtorch),
                made = step(net, images, By::graft);
  CHECK(error_of(made, exact) < std::max(1e-4, 3 * error_of(libtorch, exact)));
  CHECK(std::count_if(made.all.begin(), made.all.end(), [](const Tensor& gradient) { return !gradient.defined(); }) == 15);
}

TEST_CASE("the backward pass ends where learning begins, and a part of the calls can be run") {
  const Threads using_threads(2);
  torch::manual_seed(4);
  Network net(ResNet18::graph);
  for (const auto& item : net.named_parameters())
    if (!item.key().starts_with("layer4") && !item.key().starts_with("fc")) item.value().set_requires_grad(false);
  net.train();
  const int prefix = net.frozen_prefix(), last = net.graph().call_count();
  REQUIRE(prefix > 1);
  Tensor features = torch::randn({4, 256, 4, 4}).relu();
  graft::detail::TrainingPrograms programs;
  CHECK(programs.run(net, features, prefix, last).first == here(last - 2, prefix));
  CHECK(programs.run(net, torch::randn({4, 3, 64, 64}), 1, prefix).first == 1);  // nothing there learns
  const auto gradients = [&](const Tensor& given) {
    net.zero_grad();
    net.run(given, prefix, last).square().sum().backward();
    std::vector<Tensor> all;
    for (auto& parameter : net.trainable_parameters()) {
      all.push_back(parameter.grad().clone());
      parameter.mutable_grad() = Tensor();
    }
    return all;
  };
  const auto made = gradients(features), wanted = gradients(features.clone().requires_grad_());
  REQUIRE(made.size() == wanted.size());
  for (std::size_t i = 0; i < made.size(); ++i) CHECK(distance(made[i], wanted[i]) < 1e-3);
}

TEST_CASE("LibTorch does what is not for a training program") {
  const Threads using_threads(2);
  Network net(tables([](Net& made) {
    made.conv("conv", 32, three);
    made.batch_norm("bn");
  }));
  const Tensor images = torch::randn({4, 3, 20, 20});
  graft::detail::TrainingPrograms programs;
  const auto reached = [&](const Tensor& given) { return programs.run(net, given, 1, net.graph().call_count()).first; };
  CHECK(reached(images) == here(3));
  CHECK(reached(images.clone().requires_grad_()) == 1);
  CHECK(reached(images.to(torch::kDouble)) == 1);
  CHECK(reached(images.narrow(0, 0, 1)) == 1);  // not an image for each thread
  {
    const AutocastScope autocast(torch::kCPU, ComputeType::bf16);
    CHECK(reached(images) == 1);
  }
  {
    const torch::NoGradGuard no_grad;
    CHECK(reached(images) == 1);
  }
  net.eval();
  CHECK(reached(images) == 1);
  net.train();
  for (auto& parameter : net.parameters()) parameter.set_requires_grad(false);
  CHECK(reached(images) == 1);
  net.parameters().front().set_requires_grad(true);
  CHECK(reached(images) == here(3));
  net.to(torch::kDouble);
  CHECK(reached(images) == 1);
  net.to(torch::kFloat);
  net.module("bn")->as<torch::nn::BatchNorm2d>()->options.momentum(c10::nullopt);  // a mean over all batches
  CHECK(reached(images) == here(2));
}

TEST_CASE("a pass can be gone back through twice, not after a change of the weights, and not for second derivatives") {
  const Threads using_threads(2);
  torch::manual_seed(2);
  Network net(ResNet18::graph);
  net.train();
  const Tensor images = torch::randn({4, 3, 64, 64});
  const auto loss = [&] { return net.forward(images).square().mean(); };
  const Tensor weight = net.parameters().front();
  const Tensor first = loss(), second = loss();  // two passes at a time
  const auto gradient = [&](const Tensor& of, bool keep) { return torch::autograd::grad({of}, {weight}, {}, keep)[0]; };
  const Tensor once = gradient(first, true);
  CHECK(torch::equal(gradient(second, false), once));
  CHECK(torch::equal(gradient(first, false), once));
  CHECK_THROWS((void)gradient(first, false));

  const Tensor third = loss();
  if (here(2) == 2)
    CHECK_THROWS_WITH_AS((void)torch::autograd::grad({third}, {weight}, {}, true, true),
                         doctest::Contains("give it images that require a gradient"), UsageError);
  {
    const torch::NoGradGuard no_grad;
    net.module("layer1.0.conv1")->parameters().front().mul_(2);
  }
  CHECK_THROWS_WITH((void)gradient(third, false), doctest::Contains("modified by an inplace operation"));
  const Tensor doubled =
      torch::autograd::grad({net.forward(images.clone().requires_grad_()).square().mean()}, {weight}, {}, true, true)[0];
  CHECK(doubled.requires_grad());
}

TEST_CASE("an edit is followed, and so are images of another size") {
  const Threads using_threads(2);
  torch::manual_seed(2);
  Network net(ResNet18::graph);
  net.train();
  for (const std::int64_t side : {64, 96, 64}) CHECK(net.forward(torch::randn({2, 3, side, side})).size(1) == 1000);
  Tables edited = tables([](Net& made) {
    made.conv("conv", 32, three);
    made.relu("relu");
  });
  for (Module& module : edited.modules) module.origin = -1;
  net.become(edited);
  const Tensor value = net.forward(torch::randn({2, 3, 20, 20}));
  CHECK((value.sizes() == torch::IntArrayRef{2, 32, 20, 20}));
  value.sum().backward();
  CHECK(net.parameters().front().grad().defined());
}

TEST_CASE("one number a channel, which has no variance, is LibTorch's error") {
  const Threads using_threads(1);
  Network net(tables([](Net& made) {
    made.conv("conv", 32, {.kernel = 20});
    made.batch_norm("bn");
  }));
  net.train();
  CHECK_THROWS_WITH((void)net.forward(torch::randn({1, 3, 20, 20})), doctest::Contains("more than 1 value per channel"));
  CHECK(net.forward(torch::randn({2, 3, 20, 20})).size(0) == 2);
}

TEST_CASE("images that are not numbers give values that are not numbers") {
  const Threads using_threads(2);
  const auto compare = [](GraphView graph, std::int64_t side) {
    Network net(graph);
    net.train();
    Tensor images = torch::randn({4, 3, side, side});
    images[1].fill_(std::nan(""));
    torch::manual_seed(1);
    const Tensor value = net.forward(images);
    torch::manual_seed(1);
    const Tensor wanted = net.forward(images.clone().requires_grad_());
    CHECK(wanted.isnan().any().item<bool>());
    CHECK(torch::equal(value.isnan(), wanted.isnan()));
    value.sum().backward();
    CHECK(net.parameters().front().grad().isnan().any().item<bool>());
  };
  compare(ResNet18::graph, 64);  // through BatchNorm all of the batch
  compare(AlexNet::graph, 96);
}

TEST_CASE("images may be overwritten before the backward pass") {
  const Threads using_threads(2);
  torch::manual_seed(2);
  Network net(tables([](Net& made) { made.conv("conv", 32, three); }));
  net.train();
  Tensor images = torch::randn({4, 3, 20, 20});
  const auto gradient = [&](bool overwrites) {
    const Tensor value = net.forward(images).square().sum();
    const Tensor kept = images.clone();
    if (overwrites) images.zero_();
    const Tensor made = torch::autograd::grad({value}, {net.parameters().front()})[0];
    images.copy_(kept);
    return made;
  };
  CHECK(torch::equal(gradient(true), gradient(false)));
}

TEST_CASE("copies of a network that are edited train on their own") {
  const Threads using_threads(2);
  const auto made = [](std::int64_t kernel) {
    return tables([&](Net& net) {
      net.conv("conv", 32, {.kernel = static_cast<int>(kernel), .padding = static_cast<int>(kernel / 2), .bias = false});
    });
  };
  Network first(made(3)), second = first;
  Tables edited = made(5);
  for (Module& module : edited.modules) module.origin = -1;
  second.become(edited);
  first.train();
  second.train();
  const Tensor images = torch::randn({4, 3, 20, 20});
  for (Network* net : {&first, &second}) {
    const Tensor value = net->forward(images);
    CHECK(distance(value, torch::conv2d(images, net->parameters().front(), {}, 1, net == &first ? 1 : 2)) < 1e-5);
    value.sum().backward();
    CHECK(net->parameters().front().grad().defined());
  }
}

}  // namespace training_program_tests
