#include "support/torch_doctest.hpp"

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include <graft/graph/describe.hpp>
#include <graft/network/initialize.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/zoo/known_network.hpp>

namespace initialize_tests {

using namespace graft;

template <class Net>
Network drawn(std::uint64_t seed) {
  torch::manual_seed(seed);
  Network network(Net::graph);
  initialize(network, Net::initialization);
  return network;
}

TEST_CASE("convolutions of a ResNet are normal with variance 2 / fan-out, BatchNorm is 1 and 0, and fc as LibTorch has it") {
  const Network network = drawn<ResNet50>(3);
  int large = 0;
  for (ModuleId row{1}; row < network.graph().module_count(); ++row) {
    CAPTURE(std::string(network.graph().path(row).view()));
    torch::nn::Module& module = *network.module(row);
    if (const auto* conv = module.as<torch::nn::Conv2d>()) {
      const auto& weight = conv->weight;
      const double wanted = std::sqrt(2.0 / static_cast<double>(weight.size(0) * weight.size(2) * weight.size(3)));
      const auto count = static_cast<double>(weight.numel());
      CHECK(weight.requires_grad());
      CHECK(std::abs(weight.mean().item<double>()) < 5 * wanted / std::sqrt(count));
      CHECK(std::abs(weight.std().item<double>() / wanted - 1) < 5 / std::sqrt(2 * count));
      if (weight.numel() < 30'000) continue;
      ++large;
      CHECK(std::abs(weight.std().item<double>() / wanted - 1) < 0.02);
      // A normal one, not a uniform one of the same width: so many are within one deviation, so many within two.
      CHECK(std::abs((weight.abs() < wanted).to(torch::kFloat).mean().item<double>() - 0.6827) < 0.015);
      CHECK(std::abs((weight.abs() < 2 * wanted).to(torch::kFloat).mean().item<double>() - 0.9545) < 0.01);
    }
    if (const auto* norm = module.as<torch::nn::BatchNorm2d>()) {
      CHECK((norm->weight == 1).all().item<bool>());
      CHECK((norm->bias == 0).all().item<bool>());
    }
  }
  CHECK(large > 40);
  const auto& fc = network.module("fc")->as<torch::nn::Linear>()->weight;
  const double bound = 1 / std::sqrt(2048.0);
  CHECK(fc.abs().max().item<double>() <= bound);
  CHECK(std::abs(fc.std().item<double>() / (bound / std::sqrt(3.0)) - 1) < 0.02);
}

TEST_CASE("the seed decides, and nothing else") {
  const auto conv = [](const Network& network) { return network.module("layer3.0.conv1")->as<torch::nn::Conv2d>()->weight; };
  const Network a = drawn<ResNet18>(1), again = drawn<ResNet18>(1), b = drawn<ResNet18>(2);
  CHECK(torch::equal(conv(a), conv(again)));
  CHECK_FALSE(torch::equal(conv(a), conv(b)));
  CHECK(conv(a).is_contiguous(torch::MemoryFormat::ChannelsLast));
}

struct ConvHead {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 8, 8});
    net.conv("body", 8, {.kernel = 3});
    net.classifier(net.sequential("head", [&] { net.conv("0", 8, {.kernel = 3}); }));
  });
};

TEST_CASE("what stands in the classifier's place keeps its own values, and a bias its default") {
  torch::manual_seed(0);
  const Network before(ConvHead::graph);
  torch::manual_seed(0);
  Network after(ConvHead::graph);
  initialize(after, Initialization::layer_defaults);
  const auto same = [&](const char* name) { return torch::equal(state_dict(before).at(name), state_dict(after).at(name)); };
  CHECK(same("body.weight"));
  initialize(after, Initialization::kaiming_fan_out);
  CHECK_FALSE(same("body.weight"));
  CHECK(same("body.bias"));
  CHECK(same("head.0.weight"));
}

TEST_CASE("with Python's seed, a network is born with Python's values") {
  std::ifstream file(GRAFT_TEST_DATA "network/recorded/initial_values.txt");
  REQUIRE(file);
  int compared = 0;
  std::string current;
  StateDict state;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    std::istringstream words(line);
    std::string net, name;
    double mean = 0, deviation = 0;
    words >> net >> name >> mean >> deviation;
    if (net != current) {
      current = net;
      for (const KnownNetwork& known : known_networks()) {
        if (known.name != net) continue;
        torch::manual_seed(0);
        Network network(known.tables());
        initialize(network, known.initialization);
        state = state_dict(network);
      }
    }
    CAPTURE(line);
    const auto values = state.at(name).detach().contiguous().flatten();
    const double got_mean = values.to(torch::kDouble).mean().item<double>(),
                 got_deviation = values.to(torch::kDouble).std().item<double>();
    ++compared;
    if ((words >> std::ws).eof()) {  // drawn in another order: the distribution alone
      CHECK(std::abs(got_mean - mean) <= 6 * deviation / std::sqrt(static_cast<double>(values.numel())));
      CHECK(std::abs(got_deviation - deviation) <= 0.1 * deviation);
      continue;
    }
    const auto close = [](double a, double b) { return std::abs(a - b) <= 1e-6 * std::max(std::abs(b), 1e-3); };
    CHECK(close(got_mean, mean));
    CHECK(close(got_deviation, deviation));
    for (const std::int64_t at : {0, 1, 2, -3, -2, -1}) {
      double value = 0;
      words >> value;
      CHECK(close(values[at].item<double>(), value));
    }
  }
  CHECK(compared == 44);
}

}  // namespace initialize_tests
