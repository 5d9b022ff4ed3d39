#include "support/torch_doctest.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <graft/engine/plan/detail/make_plan_backend.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/initialize.hpp>
#include <graft/network/look.hpp>
#include <graft/network/network.hpp>
#include <graft/network/trainable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/fpn_segmentation_head.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/known_network.hpp>

#include "engine/plan/plan_checks.hpp"
#include "network/dense_outputs.hpp"
#include "policy/dense_networks.hpp"
#include "train/small_world.hpp"

namespace dense_network_tests {

using namespace graft;
using plan_tests::difference;
using torch::Tensor;

/// A line `value` of policy/recorded/dense.txt.
struct Recorded {
  double sum = 0, max_abs = 0;
  std::vector<double> some;
};

/// By `NAME OUTPUT HEIGHTxWIDTH`.
std::map<std::string, Recorded> recorded() {
  std::map<std::string, Recorded> all;
  std::ifstream file(GRAFT_TEST_DATA "policy/recorded/dense.txt");
  REQUIRE(file);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word, name, output, size;
    if (words >> word >> name >> output >> size; word != "value") continue;
    Recorded& value = all[name + " " + output + " " + size];
    words >> value.sum >> value.max_abs;
    for (double one = 0; words >> one;) value.some.push_back(one);
  }
  return all;
}

void compare(const Tensor& got, const Recorded& wanted) {
  const Tensor all = got.to(torch::kDouble).contiguous().flatten();
  const std::int64_t step = all.numel() / 32;
  REQUIRE(wanted.some.size() == 32);
  double worst = 0;
  for (std::size_t i = 0; i < wanted.some.size(); ++i)
    worst = std::max(worst, std::abs(all[static_cast<std::int64_t>(i) * step].item<double>() - wanted.some[i]));
  CHECK(worst / wanted.max_abs < 1e-5);
  CHECK(all.abs().max().item<double>() == doctest::Approx(wanted.max_abs).epsilon(1e-5));
  CHECK(std::abs(all.sum().item<double>() - wanted.sum) < 1e-5 * wanted.max_abs * static_cast<double>(all.numel()));
}

Tensor image_of(std::int64_t height, std::int64_t width) {
  Tensor image = torch::empty({1, 3, height, width});
  graft_tests::deterministic_fill("input", {image.data_ptr<float>(), static_cast<std::size_t>(image.numel())}, 1, 0);
  return image;
}

TEST_CASE("networks for segmentation and detection compute what torchvision's do, for images of two sizes, plans too") {
  torch::set_num_threads(1);
  const auto values = recorded();
  const torch::NoGradGuard no_grad;
  std::size_t compared = 0;
  for (const auto& [name, make] : dense_networks::all()) {
    if (name == "fcn_resnet101") continue;  // large: parity/logits.py compares it
    Network net(make());
    small_world::fill(net);
    net.eval();
    for (const auto& [height, width] : {std::pair{97, 129}, std::pair{128, 160}}) {
      const Tensor image = image_of(height, width);
      const auto outputs = dense_networks::outputs(net, image);
      for (const auto& [output, value] : outputs) {
        const std::string heading =
            std::string(name) + " " + output + " " + std::to_string(height) + "x" + std::to_string(width);
        CAPTURE(heading);
        REQUIRE(values.contains(heading));
        compare(value, values.at(heading));
        ++compared;
      }
      const Tensor main = outputs.size() > 1 && outputs[1].first != "aux" ? torch::cat(
                                                                                [&] {
                                                                                  std::vector<Tensor> all;
                                                                                  for (const auto& [output, value] : outputs)
                                                                                    all.push_back(value);
                                                                                  return all;
                                                                                }(),
                                                                                2)
                                                                          : outputs.front().second;
      if (height == 97) CHECK(difference(Plan(net, {.type = ComputeType::f32})(image), main) < 1e-5);
    }
  }
  CHECK(compared == values.size());
}

/// A small network for segmentation with an auxiliary classifier, of maps that a ResNet has.
using Small = Composition<ResNet18, DeepLabHead<4>, FreezeUpTo<Layer3>, SGD>;

TEST_CASE("a network that begins behind its images is told their size, in training and in plans") {
  torch::manual_seed(1);
  Network net(Small::graph);
  apply_freeze<FreezeUpTo<Layer3>>(net);
  const int cut = net.frozen_prefix(), end = net.graph().call_count();
  REQUIRE(cut == Small::prefix);
  const torch::NoGradGuard no_grad;
  net.eval();
  const Tensor images = torch::randn({2, 3, 97, 129});
  const Tensor maps = net.run(images, 1, cut), wanted = net.forward(images);
  CHECK(wanted.sizes() == torch::IntArrayRef{2, 4, 97, 129});
  CHECK(difference(net.run(maps, cut, end, Size2(97, 129)), wanted) < 1e-6);
  CHECK(net.run(maps, cut, end).sizes() == torch::IntArrayRef{2, 4, 104, 136});  // as if they were multiples of its stride
  CHECK(difference(net.infer(images), wanted) < 1e-5);                           // two plans, of which the second is told
  const Plan rest(net, {.type = ComputeType::f32, .first = cut});
  CHECK(difference(rest(maps, Size2(97, 129)), wanted) < 1e-5);
  CHECK(rest(maps).sizes() == torch::IntArrayRef{2, 4, 104, 136});
  for (const auto& size : {Size2(97, 129), Size2(99, 130)}) {  // the same maps, images of two sizes
    const Tensor by_torch = graft::detail::make_torch_backend(
                                [&] {
                                  PlanSource source = net;
                                  source.first = cut;
                                  return source;
                                }(),
                                ComputeType::f32, 1)
                                ->run(maps, {3, size.height, size.width});
    CHECK(difference(by_torch, net.run(maps, cut, end, size)) < 1e-5);
    CHECK(difference(rest(maps, size), by_torch) < 1e-5);
  }
  net.train();
  const auto outputs = net.outputs(maps, cut, Size2(97, 129));
  REQUIRE(outputs.size() == 2);
  CHECK(outputs[0].first == "out");
  CHECK(outputs[1].first == "aux");
  CHECK(outputs[1].second.sizes() == torch::IntArrayRef{2, 4, 97, 129});
}

TEST_CASE("what trains of a dense network is what its policy says, and layers of the backbone go by their own names") {
  Network net(Small::graph);
  apply_freeze<FreezeAllBut<Classifier>>(net);
  for (const std::string& name : trainable(net))
    CHECK((name.starts_with("classifier.") || name.starts_with("aux_classifier.")));
  CHECK(net.frozen_prefix() == Small::prefix);  // the auxiliary classifier reads layer3
  unfreeze(net, "layer4");
  CHECK(!net.is_frozen(*net.module("backbone.layer4.0.conv1")));
  CHECK(net.is_frozen(*net.module("backbone.layer3.0.conv1")));
  freeze(net, "layer4.0", "aux_classifier");
  CHECK(net.is_frozen(*net.module("backbone.layer4.0.conv1")));
  CHECK(!net.is_frozen(*net.module("backbone.layer4.1.conv1")));
  CHECK_THROWS_WITH_AS(freeze(net, "layer5"), doctest::Contains("did you mean \"backbone.layer"), UsageError);
}

TEST_CASE("a step of training moves what trains of all outputs, and nothing else") {
  torch::manual_seed(2);
  Network net(Small::graph);
  apply_freeze<FreezeUpTo<Layer3>>(net);
  net.train();
  const int cut = net.frozen_prefix();
  Tensor maps;
  {
    const torch::NoGradGuard no_grad;
    maps = net.run(torch::randn({2, 3, 64, 96}), 1, cut);
  }
  Tensor loss;
  for (const auto& [name, value] : net.outputs(maps, cut, Size2(64, 96)))
    loss = loss.defined() ? loss + 0.5 * value.square().mean() : value.square().mean();
  loss.backward();
  for (const auto& [name, parameter] : named_parameters(net)) {
    CAPTURE(name);
    CHECK(parameter.grad().defined() == parameter.requires_grad());
  }
  CHECK(!trainable(net).empty());
}

TEST_CASE("a head that lists its initial values has them, and the rest keeps LibTorch's") {
  torch::manual_seed(3);
  Network net(grafted_tables<ResNet18, FcosHead<2>>());
  initialize(net, FcosHead<2>::initial_values);
  const auto conv = [&](const char* path) { return net.module(path)->as<torch::nn::Conv2d>(); };
  const auto& tower = *conv("head.regression_head.conv.9");
  CHECK(tower.weight.std().item<double>() == doctest::Approx(0.01).epsilon(0.02));
  CHECK(tower.bias.abs().max().item<double>() == 0);
  const auto& logits = *conv("head.classification_head.cls_logits");
  CHECK(logits.weight.std().item<double>() == doctest::Approx(0.01).epsilon(0.05));
  CHECK(torch::sigmoid(logits.bias).mean().item<double>() == doctest::Approx(0.01).epsilon(1e-5));
  const auto& lateral = *conv("backbone.fpn.inner_blocks.2.0");
  const double bound = std::sqrt(3.0 / 512);
  CHECK(lateral.weight.abs().max().item<double>() <= bound);
  CHECK(lateral.weight.abs().max().item<double>() > 0.99 * bound);
  CHECK(lateral.bias.abs().max().item<double>() == 0);
  CHECK(conv("backbone.body.conv1")->weight.abs().max().item<double>() <= 1 / std::sqrt(3.0 * 49));
}

TEST_CASE("the light head for segmentation works on maps of any family, for images of any size") {
  torch::manual_seed(4);
  const torch::NoGradGuard no_grad;
  for (const char* name : {"mobilenet_v3_small", "swin_t", "densenet121", "shufflenet_v2_x0_5", "regnet_y_400mf"}) {
    CAPTURE(name);
    const Tables backbone = known_network(name).tables();
    Net described;
    described.input(GraphView(backbone).input_shape());
    FpnSegmentationHead<3>::describe(described, backbone);
    Network net(described.tables());
    net.eval();
    for (const auto& [height, width] : {std::pair{64, 96}, std::pair{97, 129}}) {
      const Tensor images = torch::randn({1, 3, height, width});
      const Tensor logits = net.forward(images);
      CHECK(logits.sizes() == torch::IntArrayRef{1, 3, height, width});
      CHECK(difference(Plan(net, {.type = ComputeType::f32})(images), logits) < 1e-4);
    }
  }
}

}  // namespace dense_network_tests
