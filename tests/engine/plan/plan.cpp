#include "support/computes_in.hpp"
#include "support/torch_doctest.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/network.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "engine/plan/plan_checks.hpp"
#include "support/fresh_process.hpp"
#include "train/small_world.hpp"

namespace plan_tests {

using namespace graft;
using small_world::TinyDropNet;
using small_world::TinyNet;
using torch::Tensor;

template <class Backbone>
void compare(std::int64_t side) {
  torch::manual_seed(3);
  Network net(Backbone::graph);
  settle(net);
  const Tensor images = torch::randn({9, 3, side, side});
  const Tensor wanted = eager(net, images);
  CHECK(difference(Plan(net, {.type = ComputeType::f32})(images), wanted) < 1e-5);
  if (graft_tests::computes_in(ComputeType::bf16))
    CHECK(difference(Plan(net, {.type = ComputeType::bf16, .chunk = 4})(images), wanted) < 5e-2);
}

TEST_CASE("a plan of each kind of network gives what the network gives: f32 to 1e-5, bf16 to 5e-2") {
  compare<ResNet18>(64);
  compare<ResNet50>(64);
  compare<ResNeXt50_32x4d>(64);
  compare<AlexNet>(224);
}

TEST_CASE("LibTorch's own operations give the same") {
  const auto compare_torch = []<class Backbone>(Backbone, std::int64_t side) {
    torch::manual_seed(3);
    Network net(Backbone::graph);
    settle(net);
    const Tensor images = torch::randn({5, 3, side, side});
    const Tensor wanted = eager(net, images);
    CHECK(difference(by_libtorch(net, images, ComputeType::f32), wanted) < 1e-5);
    if (graft_tests::computes_in(ComputeType::bf16))
      CHECK(difference(by_libtorch(net, images, ComputeType::bf16), wanted) < 5e-2);
  };
  compare_torch(ResNet18{}, 64);
  compare_torch(ResNeXt50_32x4d{}, 64);
  compare_torch(AlexNet{}, 224);
  compare_torch(TinyDropNet{}, 16);
}

TEST_CASE("batches of any size, also none, and images of another size or layout") {
  torch::manual_seed(4);
  Network net(ResNet18::graph);
  settle(net);
  const Plan plan(net, {.type = ComputeType::f32, .chunk = 4});
  for (const std::int64_t count : {1, 2, 3, 4, 7, 11}) {
    const Tensor images = torch::randn({count, 3, 48, 40});
    CHECK(difference(plan(images), eager(net, images)) < 1e-5);
    CHECK(difference(plan(images.contiguous(torch::MemoryFormat::ChannelsLast)), eager(net, images)) < 1e-5);
  }
  const Tensor strided = torch::randn({3, 48, 64, 3}).permute({0, 3, 2, 1}).narrow(2, 8, 48);
  CHECK(difference(plan(strided), eager(net, strided)) < 1e-5);
  CHECK(plan(torch::empty({0, 3, 48, 40})).sizes() == torch::IntArrayRef({0, 1000}));
}

TEST_CASE("each image's result does not depend on the images beside it") {
  torch::manual_seed(5);
  Network net(ResNet18::graph);
  settle(net);
  const Tensor images = torch::randn({9, 3, 64, 64});
  for (const ComputeType type : {ComputeType::f32, ComputeType::bf16}) {
    if (!graft_tests::computes_in(type)) continue;
    const Plan plan(net, {.type = type, .chunk = 4});
    const Tensor together = plan(images);
    for (std::int64_t n = 0; n < 9; ++n) CHECK(difference(plan(images.narrow(0, n, 1)), together.narrow(0, n, 1)) < 1e-5);
    CHECK(difference(by_libtorch(net, images, available(type, torch::kCPU)), together) < 1e-2);  // two chunks and a rest, too
  }
}

TEST_CASE("a part of a network: from any value that goes on alone, up to any call") {
  torch::manual_seed(6);
  Network net(TinyDropNet::graph);
  settle(net);
  compare_parts(net, torch::randn({3, 3, 16, 16}));
}

TEST_CASE("what has no operation of the backend's own runs as LibTorch's") {
  torch::manual_seed(7);
  Net made("Made");
  made.input({6, 12, 12});
  made.batch_norm("first");  // no convolution before it
  made.relu("relu");
  const auto before = made.last();
  made.conv("conv", 6, {.kernel = 3, .padding = 2, .dilation = 2, .groups = 3});
  made.concat({made.last(), before, before});
  made.max_pool("pool", {.kernel = 3, .stride = 2, .dilation = 2});
  made.max_pool("ceil", {.kernel = 2, .stride = 2, .ceil_mode = true});
  made.adaptive_avg_pool("avg", {2, 3});  // windows that overlap
  made.flatten();
  made.linear("fc", 7, {.bias = false});
  made.relu("last");
  Network net(std::move(made).tables());
  settle(net);
  const Tensor images = torch::randn({6, 6, 12, 12});
  CHECK(difference(Plan(net, {.type = ComputeType::f32, .chunk = 4})(images), eager(net, images)) < 1e-5);
  if (graft_tests::computes_in(ComputeType::bf16))
    CHECK(difference(Plan(net, {.type = ComputeType::bf16, .chunk = 4})(images), eager(net, images)) < 5e-2);
  CHECK(difference(by_libtorch(net, images, ComputeType::f32), eager(net, images)) < 1e-5);
}

TEST_CASE("a plan is the network as it was; infer follows the network") {
  torch::manual_seed(8);
  Network net(TinyNet::graph);
  settle(net);
  const Tensor images = torch::randn({3, 3, 16, 16});
  const Tensor before = eager(net, images);
  const Plan plan(net, {.type = ComputeType::f32});
  const auto function = net.inference();
  CHECK(difference(net.infer(images), before) < 1e-5);

  SUBCASE("a write that LibTorch counts") {
    const torch::NoGradGuard no_grad;
    net.module("layer1.0.conv1")->as<torch::nn::Conv2d>()->weight.mul_(-1);
  }
  SUBCASE("a write that it does not count") { net.module("fc")->as<torch::nn::Linear>()->weight.data().mul_(-1); }
  SUBCASE("running statistics") {
    net.train();
    (void)net.forward(torch::randn({8, 3, 16, 16}) + 2);
    net.eval();
  }
  SUBCASE("a step of an optimizer") {
    torch::optim::SGD optimizer(net.parameters(), 0.1);
    net.forward(images).square().sum().backward();
    optimizer.step();
  }
  SUBCASE("other memory") {
    auto& weight = net.module("conv1")->as<torch::nn::Conv2d>()->weight;
    weight.set_data(-weight.detach());
  }
  const Tensor after = eager(net, images);
  CHECK(difference(after, before) > 1e-3);
  CHECK(difference(net.infer(images), after) < 1e-5);
  CHECK(difference(plan(images), before) < 1e-5);
  CHECK(difference(plan(torch::cat({images, images})).narrow(0, 0, 3), before) < 1e-5);  // a batch that is new to the plan
  CHECK(difference(function(images), before) < 1e-5);
}

TEST_CASE("infer keeps the plan of what is frozen while the rest learns") {
  torch::manual_seed(9);
  Network net(TinyNet::graph);
  settle(net);
  freeze(net);
  unfreeze(net, "fc");
  const Tensor images = torch::randn({3, 3, 16, 16});
  for (int step = 0; step < 3; ++step) {
    CHECK(difference(net.infer(images), eager(net, images)) < 1e-5);
    net.module("fc")->as<torch::nn::Linear>()->weight.data().add_(0.5);
  }
  if (!graft_tests::computes_in(ComputeType::bf16)) return;
  net.compute_with(ComputeType::bf16);
  CHECK(difference(net.infer(images), eager(net, images)) < 5e-2);
}

TEST_CASE("several threads run one plan") {
  torch::manual_seed(10);
  Network net(TinyNet::graph);
  settle(net);
  const Plan plan(net, {.type = ComputeType::f32, .chunk = 4});
  std::vector<Tensor> images, wanted, got(4);
  for (int i = 0; i < 4; ++i) {
    images.push_back(torch::randn({6, 3, 16, 16}));
    wanted.push_back(eager(net, images.back()));
  }
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      for (int repeat = 0; repeat < 20; ++repeat) got[i] = plan(images[i]);
    });
  for (auto& thread : threads) thread.join();
  for (std::size_t i = 0; i < 4; ++i) CHECK(difference(got[i], wanted[i]) < 1e-5);
}

/// Images as a network gets them, smooth: noise alone is not like what flows through a trained network.
Tensor smooth(std::int64_t count, std::int64_t side) {
  return torch::upsample_bilinear2d(torch::randn({count, 3, side / 8, side / 8}), {side, side}, false) * 1.5;
}

double relative_error(const Tensor& got, const Tensor& wanted) {
  if (got.sizes() != wanted.sizes()) return std::numeric_limits<double>::infinity();
  return ((got - wanted).norm() / wanted.norm()).item<double>();
}

template <class Backbone>
void compare_i8(std::int64_t side, double most) {
  torch::manual_seed(3);
  Network net(Backbone::graph);
  settle(net);
  const Tensor sample = smooth(12, side), images = smooth(5, side);
  const Plan plan(net, {.type = ComputeType::i8, .sample = sample, .chunk = 4});
  REQUIRE(plan.type() == available(ComputeType::i8, torch::kCPU));
  const Tensor wanted = eager(net, images), got = plan(images);
  CHECK(relative_error(got, wanted) < most);
  if (graft_tests::computes_in(ComputeType::i8))
    CHECK(relative_error(got, wanted) > 1e-4);  // it is not float32 under that name
  for (std::int64_t n = 0; n < 5; ++n) CHECK(difference(plan(images.narrow(0, n, 1)), got.narrow(0, n, 1)) < 1e-3);
}

TEST_CASE("int8 in each kind of network: sums into other values, pooling, groups, layers that stay wider") {
  compare_i8<ResNet18>(64, 0.1);
  compare_i8<ResNet50>(64, 0.1);
  compare_i8<ResNeXt50_32x4d>(64, 0.1);
  compare_i8<AlexNet>(224, 0.1);
}

TEST_CASE("int8 of operations that stay wider, of channels without weights, and from the middle on") {
  torch::manual_seed(11);
  Net made("Made");
  made.input({3, 24, 24});
  made.conv("stem", 8, {.kernel = 3, .padding = 1});
  const auto stem = made.last();
  made.conv("signed", 8, {.kernel = 1});  // no ReLU behind it
  const auto with_sign = made.last();
  made.conv("second", 8, {.kernel = 3, .padding = 1});
  made.relu("relu");
  made.concat({made.last(), with_sign, stem});
  made.conv("third", 12, {.kernel = 3});
  const auto third = made.last();
  made.conv("groups", 12, {.kernel = 3, .padding = 1, .groups = 4});
  made.add(made.last(), third);
  made.max_pool("pool", {.kernel = 2});
  made.conv("fourth", 6, {.kernel = 1});
  made.adaptive_avg_pool("avg", {2, 3});
  made.flatten();
  made.linear("fc", 7);
  Network net(std::move(made).tables());
  net.eval();
  {
    const torch::NoGradGuard no_grad;
    net.module("second")->as<torch::nn::Conv2d>()->weight[2].zero_();
  }
  const Tensor sample = smooth(16, 24), images = smooth(6, 24);
  if (!graft_tests::computes_in(ComputeType::i8)) return;
  const Tensor wanted = eager(net, images);
  CHECK(relative_error(Plan(net, {.type = ComputeType::i8, .sample = sample, .chunk = 4})(images), wanted) < 0.1);
  for (CallId first{2}; first < net.graph().call_count(); ++first) {
    if (net.graph().call({first - 1}).shape.rank() != 3 && first < net.graph().call_count() - 1) continue;
    const torch::NoGradGuard no_grad;
    if (!goes_on_alone(net.graph(), first)) continue;
    const Tensor before = net.run(images, 1, first);
    CHECK_MESSAGE(
        relative_error(Plan(net, {.type = ComputeType::i8, .first = first, .sample = net.run(sample, 1, first)})(before),
                       wanted) < 0.1,
        "from call ", first);
  }
}

TEST_CASE("int8 waits for images that show how large values become") {
  torch::manual_seed(12);
  Network net(TinyNet::graph);
  settle(net);
  freeze(net);
  unfreeze(net, "fc");
  const Tensor images = smooth(16, 16);
  const ComputeType wide = available(ComputeType::bf16, torch::kCPU);
  CHECK(Plan(net, {.type = ComputeType::i8}).type() == wide);
  net.compute_with(wide);
  const Tensor before = net.infer(images);
  net.compute_with(available(ComputeType::i8, torch::kCPU));
  if (!graft_tests::computes_in(ComputeType::i8)) return;
  CHECK(net.wants_calibration());
  CHECK(torch::equal(net.infer(images), before));
  CHECK_THROWS_WITH_AS(net.calibrate(images.narrow(0, 0, 0)), "a network cannot be calibrated without images", UsageError);
  CHECK_THROWS_AS(net.calibrate(torch::zeros({2, 4, 16, 16})), ShapeError);
  net.calibrate(images);
  CHECK_FALSE(net.wants_calibration());
  const Tensor after = net.infer(images);
  CHECK_FALSE(torch::equal(after, before));
  CHECK(relative_error(after, before) < 0.1);
  net.calibrate(images * 100);  // it is calibrated already
  CHECK(torch::equal(net.infer(images), after));
  net.module("fc")->as<torch::nn::Linear>()->weight.data().mul_(-1);  // what trains does not matter to it
  CHECK_FALSE(net.wants_calibration());
  CHECK_FALSE(torch::equal(net.infer(images), after));
  {
    const torch::NoGradGuard no_grad;
    net.module("conv1")->as<torch::nn::Conv2d>()->weight.mul_(2);
  }
  CHECK(net.wants_calibration());
}

constexpr const char* with_avx2_alone = "with AVX2 alone a plan computes in float32";

TEST_CASE(with_avx2_alone* doctest::skip()) {
  CHECK(available(ComputeType::i8, torch::kCPU) == ComputeType::f32);
  CHECK(available(ComputeType::bf16, torch::kCPU) == ComputeType::f32);
  Network net(TinyNet::graph);
  settle(net);
  const Tensor images = torch::randn({5, 3, 16, 16});
  for (const ComputeType type : {ComputeType::automatic, ComputeType::bf16, ComputeType::i8}) {
    const Plan plan(net, {.type = type, .sample = images});
    CHECK(plan.type() == ComputeType::f32);
    CHECK(difference(plan(images), eager(net, images)) < 1e-5);
  }
}

TEST_CASE("instructions that oneDNN is not to use are not counted on") {
  if (plan_backend(torch::kCPU).starts_with("onednn"))
    CHECK(graft_tests::passes_in_a_fresh_process(with_avx2_alone, "ONEDNN_MAX_CPU_ISA=AVX2"));
}

TEST_CASE("wrong input is told, and weights that are no numbers") {
  Network net(TinyNet::graph);
  net.eval();
  const Plan plan(net, {});
  CHECK_THROWS_WITH_AS((void)plan(torch::zeros({3, 16, 16})),
                       "this plan takes (N, 3, H, W), got [3, 16, 16]; a single image needs a batch axis: image.unsqueeze(0)",
                       ShapeError);
  CHECK_THROWS_WITH_AS((void)plan(torch::zeros({2, 4, 16, 16})), "this plan takes (N, 3, H, W), got [2, 4, 16, 16]",
                       ShapeError);
  CHECK_THROWS_AS(Plan(net, {.first = 0}), UsageError);
  CHECK_THROWS_AS(Plan(net, {.first = 5, .last = 4}), UsageError);
  CHECK_THROWS_AS(Plan(net, {.last = 1000}), UsageError);
  {
    const torch::NoGradGuard no_grad;
    net.module("layer2.0.bn1")->as<torch::nn::BatchNorm2d>()->weight[1] = std::nan("");
  }
  CHECK_THROWS_WITH_AS(
      Plan(net, {}),
      "the weights of \"layer2.0.conv1\" are not all finite numbers, so it cannot be computed with; load its weights again",
      WeightsError);
}

}  // namespace plan_tests
