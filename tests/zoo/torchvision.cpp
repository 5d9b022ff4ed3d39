#include "support/doctest.hpp"

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

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

std::string shape(std::initializer_list<std::int64_t> sizes) {
  std::string text;
  for (const std::int64_t size : sizes) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}
std::string two(Size2 size) { return shape({size.height, size.width}); }

/// What Python's module of a kind says of itself: settings other than the defaults, then its entries of the state_dict.
struct Words {
  std::string operator()(const Conv2d& conv) const {
    return " Conv2d kernel=" + two(conv.kernel) + (conv.stride == 1 ? "" : " stride=" + two(conv.stride)) +
           (conv.padding == 0 ? "" : " padding=" + two(conv.padding)) +
           (conv.groups == 1 ? "" : " groups=" + std::to_string(conv.groups)) +
           " weight:" + shape({conv.out, conv.in / conv.groups, conv.kernel.height, conv.kernel.width}) +
           (conv.bias ? " bias:" + shape({conv.out}) : "");
  }
  std::string operator()(const BatchNorm2d& norm) const {
    const std::string size = shape({norm.channels});
    return " BatchNorm2d weight:" + size + " bias:" + size + " running_mean:" + size + " running_var:" + size +
           " num_batches_tracked:scalar";
  }
  std::string operator()(const Linear& linear) const {
    return " Linear weight:" + shape({linear.out, linear.in}) + (linear.bias ? " bias:" + shape({linear.out}) : "");
  }
  std::string operator()(const MaxPool2d& pool) const {
    return " MaxPool2d kernel=" + two(pool.kernel) + " stride=" + two(pool.step()) +
           (pool.padding == 0 ? "" : " padding=" + two(pool.padding));
  }
  std::string operator()(const AdaptiveAvgPool2d& pool) const { return " AdaptiveAvgPool2d size=" + two(pool.size); }
  std::string operator()(const ReLU& relu) const { return relu.inplace ? " ReLU inplace" : " ReLU"; }
  std::string operator()(const Dropout&) const { return " Dropout"; }
  std::string operator()(const Flatten&) const { return " Flatten"; }
  std::string operator()(const Sequential&) const { return " Sequential"; }
  std::string operator()(const Block& block) const { return " " + std::string(block.name.view()); }
  std::string operator()(const Foreign&) const { return " Foreign"; }
};

void compare(GraphView net, const Recorded& python) {
  CHECK(net.check().ok());
  CHECK(net.parameter_count() == python.parameters);
  REQUIRE(net.modules().size() == python.modules.size());
  for (int row = 0; row < net.module_count(); ++row) {
    const std::string path = row == 0 ? "." : std::string(net.path(row).view());
    CHECK(path + std::visit(Words{}, net.module(row).layer) == python.modules[static_cast<std::size_t>(row)]);
  }
  CHECK(net.input_shape() == Shape{3, 224, 224});
  CHECK(net.output_shape() == Shape{1000});
}

TEST_CASE("names, kinds, settings, order and parameter shapes of each network are torchvision's") {
  const auto python = recorded();
  REQUIRE(python.size() == 8);
  compare(ResNet18::graph, python.at("resnet18"));
  compare(ResNet34::graph, python.at("resnet34"));
  compare(ResNet50::graph, python.at("resnet50"));
  compare(ResNet101::graph, python.at("resnet101"));
  compare(ResNet152::graph, python.at("resnet152"));
  compare(ResNeXt50_32x4d::graph, python.at("resnext50_32x4d"));
  compare(WideResNet50_2::graph, python.at("wide_resnet50_2"));
  compare(AlexNet::graph, python.at("alexnet"));
}

void check_paths(GraphView net) {
  for (int row = 0; row < net.module_count(); ++row) {
    const GraphView::Path path = net.path(row);
    CHECK(path.fits());
    CHECK(net.has_path(row, path.view()));
    CHECK(net.find(path.view()) == row);
  }
}

TEST_CASE("each path of each network finds its own row") {
  check_paths(ResNet18::graph);
  check_paths(ResNet34::graph);
  check_paths(ResNet50::graph);
  check_paths(ResNet101::graph);
  check_paths(ResNet152::graph);
  check_paths(ResNeXt50_32x4d::graph);
  check_paths(WideResNet50_2::graph);
  check_paths(AlexNet::graph);
}

/// Billions, rounded to two digits as torchvision's documentation has them.
constexpr std::int64_t hundredths(GraphView net) { return (net.multiply_add_count() + 5'000'000) / 10'000'000; }

TEST_CASE("multiply-adds are those of torchvision's documentation") {
  static_assert(hundredths(ResNet18::graph) == 181 && hundredths(ResNet34::graph) == 366 && hundredths(ResNet50::graph) == 409);
  static_assert(hundredths(ResNet101::graph) == 780 && hundredths(ResNet152::graph) == 1151);
  static_assert(hundredths(ResNeXt50_32x4d::graph) == 423 && hundredths(WideResNet50_2::graph) == 1140 &&
                hundredths(AlexNet::graph) == 71);
}

}  // namespace torchvision_tests
