#include "support/torch_doctest.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <graft/engine/eager/matrix_product.hpp>
#include <graft/graph/frozen_prefix.hpp>
#include <graft/graph/replace.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/network/network.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "train/small_world.hpp"

namespace network_tests {

using namespace graft;
using small_world::TinyDropNet;
using small_world::TinyNet;
using torch::Tensor;

template <class Describe>
Tables tables(Describe describe) {
  Net net("Made");
  net.input({3, 6, 6});
  describe(net);
  return std::move(net).tables();
}

/// A network that branches, and the same computation written with LibTorch's functions alone.
struct Branching {
  const char* name;
  Tables graph;
  std::function<Tensor(const Network&, const Tensor&)> plain;
};

Tensor conv(const Network& net, const Tensor& x, const char* name = "conv") {
  return net.module(name)->as<torch::nn::Conv2d>()->forward(x);
}
Tensor norm(const Network& net, const Tensor& x) { return net.module("bn")->as<torch::nn::BatchNorm2d>()->forward(x); }
Tensor linear(const Network& net, const Tensor& x) {
  const auto& fc = *net.module("fc")->as<torch::nn::Linear>();
  return graft::detail::linear(x, fc.weight, fc.bias);
}
Tensor drop(const Network& net, const Tensor& x) { return torch::dropout(x, 0.5, net.is_training()); }

std::vector<Branching> branching() {
  const Conv2d three{.kernel = 3, .padding = 1};
  std::vector<Branching> all;
  all.push_back({"a convolution's value for a relu and an addition", tables([&](Net& net) {
                   net.conv("conv", 3, three);
                   const auto c = net.last();
                   net.relu("relu");
                   net.add(c, net.last());
                 }),
                 [](const Network& net, const Tensor& x) {
                   const auto c = conv(net, x);
                   return c + torch::relu(c);
                 }});
  all.push_back({"the addition first, the relu later", tables([&](Net& net) {
                   net.conv("conv", 3, three);
                   const auto c = net.last();
                   const auto sum = net.add(c, c);
                   net.from(c);
                   net.relu("relu");
                   net.add(net.last(), sum);
                 }),
                 [](const Network& net, const Tensor& x) {
                   const auto c = conv(net, x);
                   return torch::relu(c) + (c + c);
                 }});
  all.push_back({"a relu of a relu whose value is used again", tables([&](Net& net) {
                   net.conv("conv", 3, three);
                   net.relu("a");
                   const auto a = net.last();
                   net.relu("b");
                   net.add(net.last(), a);
                 }),
                 [](const Network& net, const Tensor& x) {
                   const auto a = torch::relu(conv(net, x));
                   return torch::relu(a) + a;
                 }});
  all.push_back({"a dropout, then a relu", tables([&](Net& net) {
                   net.conv("conv", 3, three);
                   net.dropout("drop");
                   net.relu("relu");
                 }),
                 [](const Network& net, const Tensor& x) { return torch::relu(drop(net, conv(net, x))); }});
  all.push_back({"a dropout's value, which may be the convolution's own, beside a later relu of the convolution",
                 tables([&](Net& net) {
                   net.conv("conv", 3, three);
                   const auto c = net.last();
                   net.dropout("drop");
                   const auto d = net.last();
                   net.from(c);
                   net.relu("relu");
                   net.add(net.last(), d);
                 }),
                 [](const Network& net, const Tensor& x) {
                   const auto c = conv(net, x);
                   const auto d = drop(net, c);
                   return torch::relu(c) + d;
                 }});
  all.push_back({"a flattened value beside a later relu of what was flattened", tables([&](Net& net) {
                   net.conv("conv", 3, three);
                   const auto c = net.last();
                   const auto flat = net.flatten();
                   net.from(c);
                   net.relu("relu");
                   net.add(net.flatten(), flat);
                 }),
                 [](const Network& net, const Tensor& x) {
                   const auto c = conv(net, x);
                   return torch::relu(c).flatten(1) + c.flatten(1);
                 }});
  all.push_back({"a flatten, then a relu and a linear layer", tables([&](Net& net) {
                   net.conv("conv", 3, three);
                   net.flatten();
                   const auto flat = net.last();
                   net.relu("relu");
                   net.add(net.last(), flat);
                   net.linear("fc", 2);
                 }),
                 [](const Network& net, const Tensor& x) {
                   const auto f = conv(net, x).flatten(1);
                   return linear(net, torch::relu(f) + f);
                 }});
  all.push_back({"BatchNorm's value for a relu and, before that, an addition", tables([&](Net& net) {
                   net.conv("conv", 3, three);
                   net.batch_norm("bn");
                   const auto n = net.last();
                   net.relu("relu");
                   const auto r = net.last();
                   net.add(n, r);
                   net.relu("again");
                   net.add(net.last(), r);
                 }),
                 [](const Network& net, const Tensor& x) {
                   const auto n = norm(net, conv(net, x));
                   const auto r = torch::relu(n);
                   return torch::relu(n + r) + r;
                 }});
  all.push_back({"an addition's value for a relu and a concatenation", tables([&](Net& net) {
                   const auto x = net.last();
                   net.conv("conv", 3, three);
                   const auto sum = net.add(net.last(), x);
                   net.relu("relu");
                   net.concat({sum, net.last(), sum});
                 }),
                 [](const Network& net, const Tensor& x) {
                   const auto s = conv(net, x) + x;
                   return torch::cat({s, torch::relu(s), s}, 1);
                 }});
  all.push_back({"a convolution called twice, and the input used again", tables([&](Net& net) {
                   const auto x = net.last();
                   const auto shared = net.module("conv", Conv2d{.out = 3, .kernel = 3, .padding = 1});
                   net.call(shared);
                   net.relu("relu");
                   net.call(shared);
                   net.add(net.last(), x);
                 }),
                 [](const Network& net, const Tensor& x) { return conv(net, torch::relu(conv(net, x))) + x; }});
  all.push_back({"a relu of the input, and an addition of the input with itself", tables([&](Net& net) {
                   const auto x = net.last();
                   net.relu("relu");
                   const auto r = net.last();
                   net.add(net.add(x, x), r);
                   net.conv("conv", 3, three);
                 }),
                 [](const Network& net, const Tensor& x) { return conv(net, x + x + torch::relu(x)); }});
  return all;
}

TEST_CASE(
    "a network that branches computes what the same lines written plainly compute, bit for bit, with and without gradients") {
  torch::set_num_threads(1);  // small networks lose more by waiting for threads than they gain
  for (const Branching& one : branching())
    for (const bool training : {false, true}) {
      CAPTURE(std::string(one.name));
      CAPTURE(training);
      torch::manual_seed(3);
      Network net(one.graph);
      net.train(training);
      const Tensor image = torch::randn({2, 3, 6, 6});
      const Tensor untouched = image.clone();
      Tensor expected, got;
      {
        const torch::NoGradGuard no_grad;
        torch::manual_seed(4);
        expected = one.plain(net, image);
        torch::manual_seed(4);
        got = net.forward(image);
        CHECK(torch::equal(got, expected));
        CHECK(torch::equal(image, untouched));
      }
      std::vector<Tensor> gradients[2];
      for (const bool plain : {true, false}) {
        torch::manual_seed(5);
        Tensor x = image.clone().requires_grad_();
        net.zero_grad();
        const Tensor result = plain ? one.plain(net, x) : net.forward(x);
        (plain ? expected : got) = result.detach().clone();
        (result * torch::arange(result.numel(), torch::kFloat).view_as(result)).sum().backward();
        gradients[plain].push_back(x.grad().clone());
        for (const Tensor& parameter : net.parameters()) gradients[plain].push_back(parameter.grad().clone());
        CHECK(torch::equal(x.detach(), untouched));
      }
      CHECK(torch::equal(got, expected));
      for (std::size_t i = 0; i < gradients[0].size(); ++i)
        CHECK(torch::allclose(gradients[0][i], gradients[1][i], 1e-5, 1e-5));
    }
}

TEST_CASE("the caller's tensor is never written to, not even when the network is entered in its middle") {
  const Tables graph = tables([](Net& net) {
    net.conv("conv", 3);
    net.relu("relu");
    net.relu("again");
  });
  Network net(graph);
  const torch::NoGradGuard no_grad;
  const Tensor value = torch::randn({1, 3, 6, 6}), before = value.clone();
  CHECK(torch::equal(net.run(value, 2, 4), torch::relu(before)));  // as if it were the convolution's value
  CHECK(torch::equal(value, before));
}

TEST_CASE("calls up to every cut that frozen_prefix chooses, then the rest, are the whole") {
  const torch::NoGradGuard no_grad;
  torch::set_num_threads(1);
  const auto check = [](GraphView graph, std::int64_t size, int step) {
    Network net(graph);
    small_world::fill(net);
    net.eval();
    const Tensor image = torch::randn({1, 3, size, size});
    const Tensor whole = net.forward(image);
    int cuts = 0;
    for (int frozen_rows = 0; frozen_rows <= graph.module_count(); frozen_rows += step) {
      const auto mask = std::make_unique<bool[]>(graph.modules().size());
      std::fill_n(mask.get(), frozen_rows, true);
      const int cut = frozen_prefix(graph, {mask.get(), graph.modules().size()});
      CAPTURE(cut);
      REQUIRE(cut >= 1);
      CHECK(torch::equal(net.run(net.run(image, 1, cut), cut, graph.call_count()), whole));
      cuts += cut > 1;
    }
    CHECK(cuts > 3);
  };
  check(TinyNet::graph, 16, 1);
  check(TinyDropNet::graph, 16, 1);
  check(ResNet18::graph, 32, 6);
}

TEST_CASE("the frozen prefix is that of the parameters that require a gradient now") {
  Network net(TinyDropNet::graph);
  const GraphView graph = net.graph();
  const auto ends_before = [&] { return std::string(graph.path(graph.call({net.frozen_prefix()}).module).view()); };
  CHECK(net.frozen_prefix() == 1);
  for (torch::Tensor& parameter : net.parameters()) parameter.set_requires_grad(false);
  CHECK(net.frozen_prefix() == graph.call_count());  // nothing is left that a Dropout could regularise
  net.module("fc")->as<torch::nn::Linear>()->bias.set_requires_grad(true);
  CHECK(ends_before() == "drop");
  net.module("layer1.0.conv1")->as<torch::nn::Conv2d>()->weight.set_requires_grad(true);
  CHECK(ends_before() == "layer1.0.conv1");
  net.module("bn1")->as<torch::nn::BatchNorm2d>()->bias.set_requires_grad(true);
  CHECK(ends_before() == "bn1");
}

TEST_CASE("children are LibTorch's own modules, under the graph's names and in its order") {
  Network net(ResNet18::graph);
  CHECK(net.name() == "ResNet");
  std::vector<std::string> names;
  for (const auto& item : net.named_modules("", false)) names.push_back(item.key());
  const GraphView graph = ResNet18::graph;
  REQUIRE(names.size() + 1 == graph.modules().size());
  for (ModuleId row{1}; row < graph.module_count(); ++row)
    CHECK(names[static_cast<std::size_t>(row - 1)] == graph.path(row).view());
  const auto* conv2 = net.module("layer2.0.conv2")->as<torch::nn::Conv2d>();
  REQUIRE(conv2 != nullptr);
  CHECK(conv2->options.in_channels() == 128);
  CHECK(net.module(graph.find("fc"))->as<torch::nn::Linear>()->options.out_features() == 1000);
  CHECK(net.module("layer1.0")->name() == "BasicBlock");
  std::int64_t parameters = 0;
  for (const Tensor& parameter : net.parameters()) parameters += parameter.numel();
  CHECK(parameters == 11'689'512);
}

TEST_CASE("options of a layer arrive in LibTorch's module") {
  Network net(tables([](Net& made) {
    made.conv("conv", 6,
              {.kernel = {3, 1}, .stride = {2, 1}, .padding = {1, 0}, .dilation = {1, 2}, .groups = 3, .bias = false});
    made.batch_norm("bn", {.eps = 1e-3, .momentum = 0.5});
    made.max_pool("pool", {.kernel = 2, .stride = 1, .ceil_mode = true});
    made.dropout("drop", {.p = 0.25});
    made.linear("fc", 4, {.bias = false});
  }));
  const auto& conv = net.module("conv")->as<torch::nn::Conv2d>()->options;
  CHECK((*conv.kernel_size())[0] == 3);
  CHECK((*conv.kernel_size())[1] == 1);
  CHECK((*conv.stride())[0] == 2);
  CHECK((*conv.stride())[1] == 1);
  CHECK((*conv.dilation())[1] == 2);
  CHECK(conv.groups() == 3);
  CHECK_FALSE(conv.bias());
  CHECK(net.module("bn")->as<torch::nn::BatchNorm2d>()->options.eps() == 1e-3);
  CHECK(net.module("bn")->as<torch::nn::BatchNorm2d>()->options.momentum() == 0.5);
  CHECK(net.module("pool")->as<torch::nn::MaxPool2d>()->options.ceil_mode());
  CHECK(net.module("drop")->as<torch::nn::Dropout>()->options.p() == 0.25);
  CHECK_FALSE(net.module("fc")->as<torch::nn::Linear>()->options.bias());
  const Shape shape = net.graph().output_shape();
  const Tensor result = net.forward(torch::zeros({2, 3, 6, 6}));
  REQUIRE(result.dim() == 4);
  for (int axis = 0; axis < 3; ++axis) CHECK(result.size(axis + 1) == shape[static_cast<std::size_t>(axis)]);
}

std::string complaint(Network& net, const Tensor& images) {
  return scratch::complaint<ShapeError>([&] { (void)net.forward(images); });
}

TEST_CASE("images of another shape are refused with both shapes, and a single image with a hint") {
  Network net(TinyNet::graph);
  CHECK(complaint(net, torch::zeros({2, 4, 16, 16})) == "this network takes images of shape (N, 3, H, W), got [2, 4, 16, 16]");
  CHECK(complaint(net, torch::zeros({3, 16, 16})) ==
        "this network takes images of shape (N, 3, H, W), got [3, 16, 16]; a single image needs a batch axis: "
        "image.unsqueeze(0)");
  CHECK(complaint(net, torch::zeros({2, 768})) == "this network takes images of shape (N, 3, H, W), got [2, 768]");
  CHECK(net.forward(torch::zeros({2, 3, 20, 24})).sizes() == torch::IntArrayRef({2, 10}));  // H and W are free
}

TEST_CASE("a graph with a problem is not built, and the message says where and what") {
  const auto complaint = [](const Tables& tables) {
    return scratch::complaint<ShapeError>([&] { const Network net(tables); });
  };
  CHECK(complaint(tables([](Net& net) { net.conv("wide", 4, {.in = 5}); })) ==
        "this network cannot be built: wide takes 5 channels, gets 3");
  CHECK(complaint(tables([](Net& net) {
          net.sequential("part", [&] { net.module("fc", Linear{.out = 4, .in = 7}); });
          net.relu("relu");
        })) == "nothing");  // registered, but never called
  CHECK(complaint(replace(TinyNet::graph, ModuleId{0}, [](Net&, std::string_view) {})) ==
        "this network cannot be built: the network is not in the network");
  CHECK(complaint(Tables{}).starts_with("this network cannot be built: its tables have no network"));
}

TEST_CASE("a module is found by its path, and a wrong path names the closest") {
  Network net(TinyNet::graph);
  CHECK(net.module("layer1.0.conv2") == net.module(GraphView(TinyNet::graph).find("layer1.0.conv2")));
  CHECK(scratch::complaint<UsageError>([&] { (void)net.module("layer1.0.conv9"); }) ==
        "this network has no module \"layer1.0.conv9\"; did you mean \"layer1.0.conv2\"?");
  CHECK(scratch::complaint<UsageError>([&] { (void)net.module("zzz"); }) == "this network has no module \"zzz\"");
}

TEST_CASE("a row that the graph leaves to the user needs a module") {
  const Tables graph = tables([](Net& net) { net.foreign("mine", {2}); });
  CHECK(scratch::complaint<UsageError>([&] { const Network net(graph); }) ==
        "no module was given for \"mine\", which the graph leaves to the user");
}

}  // namespace network_tests
