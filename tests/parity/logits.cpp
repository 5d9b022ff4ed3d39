/// What graft's networks compute, for logits.py to hold against torchvision: logits.cpp [--training] [--size=PIXELS] NAME...
///
/// Images have the size that the network is made for, or PIXELS by PIXELS. Weights and images come from a formula over names
/// and positions (support/deterministic_fill.hpp). For each network a line `net NAME`, a line `logits` with all of them for one
/// image in evaluation mode; with --training also `trained`, the logits of two images in training mode without random layers,
/// and of three parameters a line `gradient NAME` with up to 64 elements.
#include <cstdio>
#include <string>
#include <vector>

#include <graft/network/look.hpp>
#include <graft/network/network.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/zoo/known_network.hpp>

#include "network/dense_outputs.hpp"
#include "policy/dense_networks.hpp"
#include "support/deterministic_fill.hpp"

using namespace graft;
using torch::Tensor;

namespace {

void fill(const std::string& name, Tensor tensor) {
  const auto rule = graft_tests::fill_rule(name, {tensor.sizes().data(), tensor.sizes().size()});
  const Tensor values = torch::empty(tensor.sizes());
  graft_tests::deterministic_fill(name, {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())}, rule.scale,
                                  rule.offset);
  tensor.copy_(values);
}

void print(const std::string& heading, const Tensor& values) {
  std::printf("%s", heading.c_str());
  const Tensor all = values.detach().to(torch::kDouble).reshape(-1).contiguous();
  for (std::int64_t i = 0; i < all.numel(); ++i) std::printf(" %.17g", all.data_ptr<double>()[i]);
  std::printf("\n");
}

/// Without what draws while training.
void silence(Tables& tables) {
  for (graft::Module& module : tables.modules) {
    if (auto* dropout = get_if<Dropout>(&module.layer)) dropout->p = 0;
    if (auto* depth = get_if<StochasticDepth>(&module.layer)) depth->p = 0;
  }
}

void say(const KnownNetwork& known, bool training, std::int64_t pixels) {
  Tables tables = known.tables();
  silence(tables);
  Shape size = GraphView(tables).input_shape();
  if (pixels > 0) size = {size[0], pixels, pixels};
  Network net(std::move(tables));
  {
    const torch::NoGradGuard no_grad;
    for (const auto& [name, tensor] : state_dict(net))
      if (tensor.is_floating_point()) fill(name, tensor);
  }
  Tensor images = torch::empty({2, size[0], size[1], size[2]});
  fill("input", images);
  std::printf("net %s\n", std::string(known.name).c_str());
  {
    const torch::NoGradGuard no_grad;
    net.eval();
    print("logits", net.forward(images.narrow(0, 0, 1)));
  }
  if (!training) return;
  net.to(torch::kDouble);
  net.train();
  const Tensor logits = net.forward(images.to(torch::kDouble));
  print("trained", logits);
  (logits * torch::linspace(-1, 1, logits.numel(), torch::kDouble).view_as(logits)).sum().backward();
  std::vector<std::pair<std::string, Tensor>> learned;
  for (const auto& [name, parameter] : named_parameters(net))
    if (parameter.grad().defined()) learned.emplace_back(name, parameter.grad());
  for (const std::size_t which : {std::size_t{0}, learned.size() / 2, learned.size() - 1}) {
    const Tensor gradient = learned[which].second.reshape(-1);
    print("gradient " + learned[which].first, gradient.narrow(0, 0, std::min<std::int64_t>(64, gradient.numel())));
  }
}

/// Of a network for segmentation or detection, each output for an image of each size.
void say(const dense_networks::DenseNetwork& dense) {
  Network net(dense.tables());
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : state_dict(net))
    if (tensor.is_floating_point()) fill(name, tensor);
  std::printf("net %s\n", std::string(dense.name).c_str());
  net.eval();
  for (const auto& [height, width] : {std::pair{97, 129}, std::pair{128, 160}}) {
    Tensor image = torch::empty({1, 3, height, width});
    fill("input", image);
    for (const auto& [name, value] : dense_networks::outputs(net, image))
      print(name + " " + std::to_string(height) + "x" + std::to_string(width), value);
  }
}

}  // namespace

int main(int argc, char** argv) {
  bool training = false;
  std::int64_t pixels = 0;
  std::vector<std::string> names;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--training")
      training = true;
    else if (argument.starts_with("--size="))
      pixels = std::stol(argument.substr(7));
    else
      names.push_back(argument);
  }
  for (const KnownNetwork& known : known_networks())
    for (const std::string& name : names)
      if (name == known.name) say(known, training, pixels);
  for (const dense_networks::DenseNetwork& dense : dense_networks::all())
    for (const std::string& name : names)
      if (name == dense.name) say(dense);
}
