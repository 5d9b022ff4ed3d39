#include "support/computes_in.hpp"
#include "support/torch_doctest.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include <graft/engine/eager/attention.hpp>
#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/graph/net.hpp>
#include <graft/network/network.hpp>

#include "engine/plan/plan_checks.hpp"

namespace plan_tests {

/// Plans of all parts beside the network, in all types, and of images of another size where the network takes them.
void compare_all(Tables made, bool other_sizes = true) {
  Network net(std::move(made));
  settle(net);
  const Shape input = net.graph().input_shape();
  const Tensor images = torch::randn({9, input[0], input[1], input[2]}), wanted = eager(net, images);
  compare_parts(net, images);
  CHECK(difference(by_libtorch(net, images, ComputeType::f32), wanted) < 1e-5);
  const Plan plan(net, {.type = ComputeType::f32, .chunk = 4});
  CHECK(difference(plan(images), wanted) < 1e-5);
  if (other_sizes) {
    const Tensor others = torch::randn({5, input[0], input[1] + 4, input[2] - 2});
    CHECK(difference(plan(others), eager(net, others)) < 1e-5);
  }
  for (const ComputeType type : {ComputeType::bf16, ComputeType::i8})
    if (graft_tests::computes_in(type)) CHECK(difference(Plan(net, {.type = type, .sample = images})(images), wanted) < 0.1);
}

TEST_CASE("squeeze-and-excitation: a mean, gates, and their product with maps, in place or not") {
  torch::manual_seed(31);
  Net net("Made");
  net.input({3, 12, 10});
  net.conv("stem", 24, {.kernel = 3, .padding = 1});
  net.then("silu", SiLU{});
  const auto block = net.last();
  net.conv("expand", 40);
  net.then("silu2", SiLU{});
  const auto maps = net.last();
  net.adaptive_avg_pool("avg", 1);
  net.conv("fc1", 8, {.bias = true});
  net.relu("relu");
  net.conv("fc2", 40, {.bias = true});
  net.then("gate", Hardsigmoid{});
  net.multiply(net.last(), maps);
  net.conv("project", 24);
  net.batch_norm("norm");
  net.then("depth", StochasticDepth{.p = 0.2});
  net.add(net.last(), block);
  net.multiply(net.last(), block);
  net.mean(1);
  net.linear("head", 5);
  compare_all(std::move(net).tables());
}

TEST_CASE("ConvNeXt's block: rows between maps, a scale that is folded, a sum behind a permutation") {
  torch::manual_seed(32);
  Net net("Made");
  net.input({3, 16, 16});
  net.conv("stem", 12, {.kernel = 2, .stride = 2, .bias = true});
  net.then("norm", LayerNorm2d{.eps = 1e-6});
  const auto input = net.last();
  const auto scale = net.parameter("layer_scale", {.shape = {12, 1, 1}, .batch_axis = false, .mean = 0.3, .std = 0.1});
  net.conv("depthwise", 12, {.kernel = 7, .padding = 3, .groups = 12, .bias = true});
  net.then("to_rows", Permute{.axes = {1, 2, 0}});
  net.layer_norm("norm2", {.eps = 1e-6});
  net.linear("up", 48);
  net.then("gelu", GELU{});
  net.linear("down", 12);
  net.then("to_maps", Permute{.axes = {2, 0, 1}});
  net.multiply(net.read(scale), net.last());
  net.then("depth", StochasticDepth{0.1});
  net.add(net.last(), input);
  net.avg_pool("pool", {.kernel = 3, .stride = 2, .padding = 1});
  net.avg_pool("pool2", {.kernel = 2, .padding = 1, .count_include_pad = false});
  net.adaptive_avg_pool("avg", 1);
  net.then("norm3", LayerNorm2d{});
  net.flatten();
  net.linear("head", 5);
  compare_all(std::move(net).tables());
}

TEST_CASE("a dense block: BatchNorm that is not folded, terms in place, parts of maps, a shuffle") {
  torch::manual_seed(33);
  for (const std::int64_t growth : {8, 16}) {  // 16: in blocks, where Winograd's algorithm is there
    Net net("Made");
    net.input({3, 18, 18});
    net.conv("stem", 16, {.kernel = 3, .padding = 1});
    net.batch_norm("norm0");
    net.relu("relu0");
    net.max_pool("pool0", {.kernel = 2, .ceil_mode = true});
    std::vector<CallId> features{net.last()};
    for (const char* name : {"layer1", "layer2", "layer3"}) {
      net.block(name, "Layer", [&] {
        if (features.size() > 1) net.concat(features);
        net.batch_norm("norm1");
        net.relu("relu1");
        net.conv("conv1", 32);
        net.batch_norm("norm2");
        net.relu("relu2");
        net.conv("conv2", growth, {.kernel = 3, .padding = 1});
      });
      features.push_back(net.last());
    }
    const auto whole = net.concat(features);
    net.batch_norm("norm");
    net.then("gelu", GELU{});
    const auto normed = net.last();
    net.conv("left", 8, {.kernel = 3, .padding = 1});
    const auto left = net.last();
    net.conv("branch", 8);
    if (growth == 8) {
      net.concat({net.narrow(normed, 0, 0, 8), net.last(), left, net.narrow(whole, 0, 3, 8)});
      net.channel_shuffle(2);
    }
    net.adaptive_avg_pool("avg", 1);
    net.flatten();
    net.linear("head", 5);
    compare_all(std::move(net).tables());
  }
}

TEST_CASE("attention over all positions and inside windows, behind a class token and merged patches") {
  torch::manual_seed(34);
  Net vit("Made");
  vit.input({3, 16, 16});
  const auto token = vit.parameter("token", {.shape = {1, 24}, .std = 1});
  vit.conv("patches", 24, {.kernel = 4, .stride = 4, .bias = true});
  vit.flatten(1);
  const auto patches = vit.permute({1, 0});
  vit.concat({vit.read(token), patches});
  const auto tokens = vit.last();
  const auto positions = vit.parameter("positions", {.shape = {17, 24}, .std = 0.5});
  vit.add(tokens, vit.read(positions));
  const auto input = vit.last();
  vit.layer_norm("norm");
  vit.attention("attention", {.embed_dim = 24, .heads = 3});
  vit.add(vit.last(), input);
  vit.layer_norm("norm2");
  vit.select(0, 0);
  vit.linear("head", 5);
  compare_all(std::move(vit).tables(), false);

  for (const bool v2 : {false, true}) {
    Net swin("Made");
    swin.input({3, 32, 32});
    swin.conv("patches", 12, {.kernel = 4, .stride = 4, .bias = true});
    swin.then("rows", Permute{.axes = {1, 2, 0}});
    swin.layer_norm("norm");
    for (const bool shifted : {false, true}) {
      const auto before = swin.last();
      if (v2)
        swin.then(shifted ? "b" : "a", ShiftedWindowAttentionV2{12, 3, 4, shifted});
      else
        swin.then(shifted ? "b" : "a", ShiftedWindowAttention{12, 3, 4, shifted});
      swin.add(before, swin.last());
    }
    swin.merge_patches();
    swin.linear("reduction", 24, {.bias = false});
    swin.then("maps", Permute{.axes = {2, 0, 1}});
    swin.adaptive_avg_pool("avg", 1);
    swin.flatten();
    swin.linear("head", 5);
    compare_all(std::move(swin).tables());  // whose windows do not divide maps of other sizes: padding
  }
}

/// A sequence of patches, what `attend` puts behind a norm, and the first position of that.
Tables sequence(const auto& attend) {
  Net net("Made");
  net.input({3, 16, 16});
  net.conv("patches", 24, {.kernel = 4, .stride = 4, .bias = true});
  net.flatten(1);
  net.permute({1, 0});
  const auto input = net.last();
  net.layer_norm("norm");
  attend(net, input);
  net.layer_norm("norm2");
  net.select(0, 0);
  net.linear("head", 5);
  return std::move(net).tables();
}

TEST_CASE("attention over sequences of any length, with what a transformer puts behind it") {
  torch::manual_seed(39);
  const auto one = [](Net& net) { net.then("attn", Attention{.heads = 4}); };
  const auto all = [](Net& net) { net.attention("attn", {.embed_dim = 24, .heads = 4}); };
  const auto scale = [](Net& net) {
    const auto value = net.last();
    const auto gamma = net.parameter("gamma", {.shape = {24}, .batch_axis = false, .mean = 0.3, .std = 0.2});
    net.multiply(value, net.read(gamma));
  };
  const auto each = [&](const auto& attention) {
    compare_all(sequence([&](Net& net, CallId) { attention(net); }));
    compare_all(sequence([&](Net& net, CallId input) { attention(net), net.add(net.last(), input); }));
    compare_all(sequence([&](Net& net, CallId) { attention(net), scale(net), net.then("act", GELU{}); }));
    compare_all(sequence([&](Net& net, CallId input) {
      attention(net), scale(net);
      net.then("depth", StochasticDepth{0.1});
      net.add(input, net.last());
    }));
    compare_all(sequence([&](Net& net, CallId input) {  // the scaled value and the one before it are both needed
      attention(net);
      const auto before = net.last();
      scale(net);
      net.add(net.add(before, net.last()), input);
    }));
  };
  each(one);
  each(all);
}

TEST_CASE("attention whose linear layers have no bias to add is as it was when the plan was made") {
  torch::manual_seed(40);
  Network net(sequence([](Net& made, CallId) { made.then("attn", Attention{.heads = 4}); }));
  settle(net);
  const torch::NoGradGuard no_grad;
  auto& attention = dynamic_cast<graft::detail::AttentionModule&>(*net.module("attn"));
  for (const bool zero : {true, false}) {
    if (zero) attention.qkv->bias.zero_(), attention.proj->bias.zero_();
    const Tensor images = torch::randn({3, 3, 16, 16}), longer = torch::randn({2, 3, 24, 20});
    const Tensor wanted = eager(net, images), wanted_longer = eager(net, longer);
    const Plan plan(net, {.type = ComputeType::f32});
    attention.qkv->weight.mul_(-2), attention.proj->weight.mul_(2);
    CHECK(difference(plan(images), wanted) < 1e-5);
    CHECK(difference(plan(longer), wanted_longer) < 1e-5);
    CHECK(difference(eager(net, longer), wanted_longer) > 1e-3);
    attention.proj->bias.normal_(), attention.qkv->bias.normal_();
  }
}

TEST_CASE("a linear layer over maps that lie otherwise in images of another size is as it was when the plan was made") {
  torch::manual_seed(41);
  Net made("Made");
  made.input({3, 12, 18});
  made.conv("stem", 8, {.kernel = 6, .stride = 6});
  made.relu("relu");
  made.flatten();
  made.linear("fc", 7);
  Network net(std::move(made).tables());
  settle(net);
  const torch::NoGradGuard no_grad;
  const Tensor wide = torch::randn({3, 3, 12, 18}), high = torch::randn({3, 3, 18, 12}), flat = torch::randn({3, 3, 6, 36});
  const std::vector<Tensor> wanted{eager(net, wide), eager(net, high), eager(net, flat)};
  const Plan plan(net, {.type = ComputeType::f32});
  net.module("fc")->as<torch::nn::Linear>()->weight.mul_(-1);
  CHECK(difference(plan(wide), wanted[0]) < 1e-5);
  CHECK(difference(plan(high), wanted[1]) < 1e-5);
  CHECK(difference(plan(flat), wanted[2]) < 1e-5);
}

TEST_CASE("what a plan leaves to LibTorch is as it was when the plan was made, too") {
  torch::manual_seed(42);
  Net made("Made");
  made.input({3, 12, 18});
  made.conv("stem", 8, {.kernel = 6, .stride = 6});
  made.narrow(made.last(), 0, 2, 5);
  made.flatten();  // of a part of maps: it has no strides
  made.linear("fc", 7);
  Network net(std::move(made).tables());
  settle(net);
  const torch::NoGradGuard no_grad;
  const auto backend = graft::detail::make_onednn_backend(net, ComputeType::f32, ComputeType::f32, 2, {});
  if (backend != nullptr) REQUIRE(backend->eager_calls().size() == 1);
  const Tensor wide = torch::randn({3, 3, 12, 18}), high = torch::randn({3, 3, 18, 12});
  const Tensor wanted = eager(net, wide), wanted_high = eager(net, high);
  const Plan plan(net, {.type = ComputeType::f32, .chunk = 2});
  net.module("fc")->as<torch::nn::Linear>()->weight.mul_(-2);
  CHECK(difference(plan(wide), wanted) < 1e-5);
  CHECK(difference(plan(high), wanted_high) < 1e-5);
}

TEST_CASE("terms of a concatenation that lie otherwise than their storage, or are read across its runs") {
  torch::manual_seed(36);
  {  // maps that were rows: the axis of the channels is the last one of the storage
    Net net("Made");
    net.input({3, 12, 10});
    net.conv("stem", 8, {.kernel = 3, .padding = 1});
    const auto maps = net.last();
    net.permute({1, 2, 0});
    net.layer_norm("norm");
    net.linear("linear", 6);
    net.permute({2, 0, 1});
    net.concat({net.last(), maps});
    net.conv("out", 5);
    compare_all(std::move(net).tables());
  }
  {  // fewer features than positions in a row of the grid
    Net net("Made");
    net.input({3, 12, 12});
    const auto token = net.parameter("token", {.shape = {1, 4}, .mean = 0.5, .std = 1});
    net.conv("patches", 4, {.kernel = 1});
    net.flatten(1);
    const auto patches = net.permute({1, 0});
    net.concat({net.read(token), patches});
    net.layer_norm("norm");
    net.linear("out", 3);
    compare_all(std::move(net).tables(), false);
  }
  {  // a storage of one axis
    Net net("Made");
    net.input({3, 12, 10});
    net.mean(1);
    net.linear("a", 12);
    net.reshape({3, 4});
    const auto first = net.last();
    net.linear("b", 2);
    net.concat({first, net.last()}, 1);
    net.linear("out", 3);
    compare_all(std::move(net).tables());
  }
  {  // a term that is read as one long row, too
    Net net("Made");
    net.input({3, 6, 4});
    net.flatten(1);
    net.permute({1, 0});
    net.layer_norm("norm");
    const auto rows = net.last();
    net.linear("other", 2);
    const auto both = net.concat({rows, net.last()}, 1);
    net.from(rows);
    net.flatten();
    net.linear("flat", 5);
    const auto flat = net.last();
    net.from(both);
    net.linear("apart", 5);
    net.add(net.last(), flat);
    compare_all(std::move(net).tables(), false);
  }
}

TEST_CASE("a concatenation that a sum is written over keeps its terms apart") {
  torch::manual_seed(37);
  Net net("Made");
  net.input({3, 12, 10});
  const auto input = net.last();
  net.conv("a", 4, {.kernel = 3, .padding = 1});
  const auto a = net.last();
  net.from(input);
  net.conv("b", 4);
  const auto joined = net.concat({a, net.last()});
  net.from(input);
  net.conv("c", 8);
  const auto sum = net.add(net.last(), joined);
  net.from(a);
  net.conv("d", 8);
  net.multiply(net.last(), sum);
  net.conv("out", 5);
  compare_all(std::move(net).tables());
}

TEST_CASE("values of four axes are what they are") {
  torch::manual_seed(38);
  Net net("Made");
  net.input({3, 6, 4});
  net.conv("stem", 16);
  net.reshape({2, 8, 6, 4});
  net.mean(2);
  net.linear("out", 3);
  compare_all(std::move(net).tables(), false);
}

}  // namespace plan_tests
