#include "support/doctest.hpp"

#include <variant>

#include <graft/graph/describe.hpp>
#include <graft/graph/dilated.hpp>
#include <graft/zoo/efficientnet.hpp>
#include <graft/zoo/mobilenet_v3.hpp>
#include <graft/zoo/resnet.hpp>
#include <graft/zoo/vgg.hpp>

namespace dilated_tests {

using namespace graft;

const Conv2d& conv_at(const Tables& tables, std::string_view path) {
  const ModuleId module = GraphView(tables).find(path);
  REQUIRE(module.exists());
  return get<Conv2d>(tables.modules[module.index()].layer);
}

TEST_CASE("a ResNet's strides become dilations, and its first block of a stage sees what it saw") {
  const Tables tables = dilated(ResNet50::graph, 3);
  const GraphView net = tables;
  REQUIRE(net.check().ok());
  CHECK(net.parameter_count() == ResNet50::graph.view().parameter_count());
  for (const char* path : {"layer3.0.conv2", "layer3.0.downsample.0", "layer4.0.conv2", "layer4.0.downsample.0"})
    CHECK(conv_at(tables, path).stride == Size2(1));
  CHECK(conv_at(tables, "layer2.0.conv2").stride == Size2(2));
  const auto check = [&](const char* path, std::int64_t dilation) {
    CHECK(conv_at(tables, path).dilation == Size2(dilation));
    CHECK(conv_at(tables, path).padding == Size2(dilation));
  };
  check("layer2.3.conv2", 1);
  check("layer3.0.conv2", 1);
  check("layer3.1.conv2", 2);
  check("layer4.0.conv2", 2);
  check("layer4.2.conv2", 4);
  CHECK(conv_at(tables, "layer4.2.conv1").dilation == Size2(1));
}

TEST_CASE("where a variant has its strides in the first convolutions, dilation begins behind those") {
  Tables tables = dilated(ResNet50::graph, 3);
  ResNet50::apply_variant(tables, Variant::v1);
  CHECK(conv_at(tables, "layer2.0.conv1").stride == Size2(2));
  CHECK(conv_at(tables, "layer2.0.conv2").dilation == Size2(1));
  CHECK(conv_at(tables, "layer3.0.conv1").stride == Size2(1));
  CHECK(conv_at(tables, "layer3.0.conv2").dilation == Size2(2));
  CHECK(conv_at(tables, "layer4.0.conv2").dilation == Size2(4));
  CHECK(conv_at(tables, "layer4.0.conv2").padding == Size2(4));
  CHECK(tables.check.ok());
  // It is what dilating the variant itself gives.
  Tables v1 = tables_of(ResNet50::graph);
  ResNet50::apply_variant(v1, Variant::v1);
  const Tables other = dilated(v1, 3);
  for (std::size_t row = 0; row < tables.modules.size(); ++row) CHECK(tables.modules[row].layer == other.modules[row].layer);
  ResNet50::apply_variant(tables, Variant::v1_5);
  const Tables again = dilated(ResNet50::graph, 3);
  for (std::size_t row = 0; row < tables.modules.size(); ++row) CHECK(tables.modules[row].layer == again.modules[row].layer);
}

TEST_CASE("a MobileNetV3's convolution that loses its stride is dilated itself") {
  const Tables tables = dilated(MobileNetV3Large::graph, 5, Dilation::at_stride);
  const Conv2d& first = conv_at(tables, "features.13.block.1.0");
  CHECK(first.stride == Size2(1));
  CHECK(first.dilation == Size2(2));
  CHECK(first.padding == Size2(4));  // of a kernel of 5
  CHECK(conv_at(tables, "features.15.block.1.0").dilation == Size2(2));
  CHECK(conv_at(tables, "features.12.block.1.0").dilation == Size2(1));
  const Tables behind = dilated(MobileNetV3Large::graph, 5);
  CHECK(conv_at(behind, "features.13.block.1.0").dilation == Size2(1));
  CHECK(conv_at(behind, "features.14.block.1.0").dilation == Size2(2));
}

TEST_CASE("stages before the first dilated one, and networks without one, stay as they are") {
  const Tables same = dilated(ResNet18::graph, 5);
  for (std::size_t row = 0; row < same.modules.size(); ++row)
    CHECK(same.modules[row].layer == ResNet18::graph.view().modules()[row].layer);
  CHECK(dilated(EfficientNet_B0::graph, 4).check.ok());
}

TEST_CASE("a stride of a pool, an even kernel, or another stride for each axis cannot be dilated") {
  const Tables pools = dilated(VGG11::graph, 3);
  CHECK(pools.check.problem == Problem::no_dilation);
  static constexpr auto even = describe([](auto& net) {
    net.input({3, 16, 16});
    net.stage(1);
    net.conv("patches", 8, {.kernel = 2, .stride = 2});
  });
  CHECK(dilated(even, 1).check == Check{Problem::no_dilation, {1}, 0, 0});
  CHECK(dilated(even, 2).check.ok());
  static constexpr auto uneven = describe([](auto& net) {
    net.input({3, 16, 16});
    net.stage(1);
    net.conv("conv", 8, {.kernel = 3, .stride = {2, 1}, .padding = 1});
  });
  CHECK(dilated(uneven, 1).check.problem == Problem::no_dilation);
  static constexpr auto pooled = describe([](auto& net) {  // a pool that has no stride, but neighbours far apart
    net.input({3, 16, 16});
    net.stage(1);
    net.conv("conv", 8, {.kernel = 3, .stride = 2, .padding = 1});
    net.max_pool("pool", {.kernel = 3, .stride = 1, .padding = 1});
  });
  CHECK(dilated(pooled, 1).check == Check{Problem::no_dilation, {2}, 0, 0});
}

}  // namespace dilated_tests
