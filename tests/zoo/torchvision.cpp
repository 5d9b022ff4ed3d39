#include "support/doctest.hpp"

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include <graft/graph/layer/extra_repr.hpp>
#include <graft/zoo/catalogue.hpp>

namespace torchvision_tests {

using namespace graft;

struct Recorded {
  std::int64_t parameters = 0;
  std::vector<std::string> modules;
};

/// zoo/recorded/torchvision.txt: each network with one line a module.
std::map<std::string, Recorded> recorded() {
  std::map<std::string, Recorded> nets;
  std::ifstream file(GRAFT_TEST_DATA "zoo/recorded/torchvision.txt");
  std::string line, name;
  while (std::getline(file, line)) {
    std::string word, label;
    if (line.starts_with("#")) continue;
    if (line.starts_with("net ")) {
      std::istringstream words(line);
      words >> word >> name >> label >> nets[name].parameters;
    } else {
      nets[name].modules.push_back(line);
    }
  }
  return nets;
}

/// An entry of a state_dict: its name within its module, and its sizes.
std::string entry(std::string_view name, const Shape& shape) {
  std::string text = " " + std::string(name) + ":";
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) text += (axis == 0 ? "" : "x") + std::to_string(shape[axis]);
  return shape.rank() == 0 ? text + "scalar" : text;
}

/// A module as Python would say it: its path, its class with its settings, and its own entries of the state_dict. Parameters of
/// a container are rows of the table, and in Python among the container's own.
std::string line_of(GraphView net, int row) {
  const Layer& layer = net.module({row}).layer;
  std::string line = row == 0 ? "." : std::string(net.path({row}).view());
  line += " " + class_name(layer) + "(" + extra_repr(layer) + ")";
  graft::detail::visit_layer(
      [&](const auto& any) { any.each_state([&](const StateEntry& own) { line += entry(own.name, own.shape); }); }, layer);
  for (int child = row + 1; child < net.end_of({row}); ++child)
    if (const auto* parameter = std::get_if<Parameter>(&net.module({child}).layer);
        net.module({child}).parent == row && parameter)
      line += entry(net.module({child}).name.view(), parameter->tensor_shape());
  return line;
}

TEST_CASE("names, kinds, settings, order and state of each network are torchvision's") {
  const auto python = recorded();
  std::size_t compared = 0;
  each_network([&]<class Network>(const std::string& name, std::type_identity<Network>) {
    CAPTURE(name);
    const GraphView net = Network::graph;
    const Recorded& wanted = python.at(name);
    CHECK(net.parameter_count() == wanted.parameters);
    std::size_t module = 0;
    for (ModuleId row{0}; row < net.module_count(); ++row) {
      if (net.is<Parameter>(row)) continue;
      REQUIRE(module < wanted.modules.size());
      CHECK(line_of(net, row) == wanted.modules[module++]);
    }
    CHECK(module == wanted.modules.size());
    ++compared;
  });
  CHECK(compared == python.size());
}

/// Billions, rounded to two digits as torchvision's documentation has them.
constexpr std::int64_t hundredths(GraphView net) { return (net.multiply_add_count() + 5'000'000) / 10'000'000; }

TEST_CASE("multiply-adds are those of torchvision's documentation") {
  static_assert(hundredths(ResNet18::graph) == 181 && hundredths(ResNet34::graph) == 366 && hundredths(ResNet50::graph) == 409);
  static_assert(hundredths(ResNet101::graph) == 780 && hundredths(ResNet152::graph) == 1151);
  static_assert(hundredths(ResNeXt50_32x4d::graph) == 423 && hundredths(WideResNet50_2::graph) == 1140 &&
                hundredths(AlexNet::graph) == 71);
  static_assert(hundredths(MobileNetV3Small::graph) == 6 && hundredths(GoogLeNet::graph) == 150 &&
                hundredths(ViT_B_16::graph) == 1756);
}

}  // namespace torchvision_tests
