#include "support/doctest.hpp"

#include <string>
#include <string_view>

#include <graft/graph/tables_of.hpp>
#include <graft/zoo/resnet.hpp>

#include "zoo/described.hpp"

namespace resnet_tests {

using namespace graft;

constexpr std::int64_t stride(GraphView net, std::string_view path) {
  return get<Conv2d>(net.module(net.find(path)).layer).stride.height;
}

TEST_CASE("residual networks have their published numbers of parameters") {
  static_assert(ResNet18::graph.parameter_count() == 11'689'512 && ResNet34::graph.parameter_count() == 21'797'672);
  static_assert(ResNet50::graph.parameter_count() == 25'557'032 && ResNet101::graph.parameter_count() == 44'549'160);
  static_assert(ResNet152::graph.parameter_count() == 60'192'808 && ResNeXt50_32x4d::graph.parameter_count() == 25'028'904);
  static_assert(WideResNet50_2::graph.parameter_count() == 68'883'240);
  CHECK(GraphView(ResNeXt101_32x8d::tables()).parameter_count() == 88'791'336);
  CHECK(GraphView(ResNeXt101_64x4d::tables()).parameter_count() == 83'455'272);
  CHECK(GraphView(WideResNet101_2::tables()).parameter_count() == 126'886'696);
}

TEST_CASE("wide and grouped ones have the multiply-adds of torchvision's documentation") {
  using zoo_tests::hundredths;
  CHECK(hundredths(ResNeXt101_32x8d::tables()) == 1641);
  CHECK(hundredths(ResNeXt101_64x4d::tables()) == 1546);
  CHECK(hundredths(WideResNet101_2::tables()) == 2275);
}

TEST_CASE("fc is what a head replaces, and layer4 gives images of 7 x 7") {
  constexpr GraphView net = ResNet50::graph;
  static_assert(net.classifier() == net.find("fc"));
  static_assert(net.call({net.call_count() - 4}).shape == Shape{2048, 7, 7} &&
                net.call({net.call_count() - 2}).shape == Shape{2048});
}

TEST_CASE("version 1.5 has its strides in conv2, version 1 in conv1") {
  struct V1 : ResNet<ResNetConfig{.blocks = {3, 4, 6, 3}, .variant = Variant::v1}> {};
  static_assert(ResNet50::variant == Variant::v1_5 && V1::variant == Variant::v1);
  static_assert(stride(ResNet50::graph, "layer2.0.conv1") == 1 && stride(ResNet50::graph, "layer2.0.conv2") == 2);
  static_assert(stride(V1::graph, "layer2.0.conv1") == 2 && stride(V1::graph, "layer2.0.conv2") == 1);
  static_assert(stride(V1::graph, "layer2.0.downsample.0") == 2 && stride(V1::graph, "layer2.1.conv1") == 1);
  static_assert(V1::graph.parameter_count() == ResNet50::graph.parameter_count());
  static_assert(V1::graph.multiply_add_count() < ResNet50::graph.multiply_add_count());
}

/// Each row of a network equals that of another, shapes included.
void check_equal(GraphView a, GraphView b) {
  REQUIRE(a.module_count() == b.module_count());
  REQUIRE(a.call_count() == b.call_count());
  for (ModuleId row{0}; row < a.module_count(); ++row) CHECK(a.module(row).layer == b.module(row).layer);
  for (CallId row{0}; row < a.call_count(); ++row) CHECK(a.call(row).shape == b.call(row).shape);
  CHECK(a.check() == b.check());
}

template <class Net, class V1>
void goes_there_and_back() {
  Tables tables = tables_of(Net::graph);
  Net::apply_variant(tables, Variant::v1_5);
  check_equal(tables, Net::graph);
  Net::apply_variant(tables, Variant::v1);
  check_equal(tables, V1::graph);
  Net::apply_variant(tables, Variant::v1);
  check_equal(tables, V1::graph);
  Net::apply_variant(tables, Variant::v1_5);
  check_equal(tables, Net::graph);
}

TEST_CASE("a variant is applied and taken back, and twice is once") {
  goes_there_and_back<ResNet50, ResNet<ResNetConfig{.blocks = {3, 4, 6, 3}, .variant = Variant::v1}>>();
  goes_there_and_back<ResNet152, ResNet<ResNetConfig{.blocks = {3, 8, 36, 3}, .variant = Variant::v1}>>();
  goes_there_and_back<ResNeXt50_32x4d, ResNet<ResNetConfig{{3, 4, 6, 3}, true, 32, 4, Variant::v1}>>();
  goes_there_and_back<ResNet18, ResNet18>();  // basic blocks have one place for the stride
}

TEST_CASE("a residual network takes images of other sizes, from 32 pixels on") {
  for (const std::int64_t side : {32, 64, 225, 448}) {
    Tables tables = tables_of(ResNet18::graph);
    tables.calls.front().shape = {3, side, side + 5};
    infer(tables);
    CHECK(tables.check.ok());
    CHECK(tables.calls.back().shape == Shape{1000});
  }
}

TEST_CASE("a user's own depth is one line") {
  struct ResNet26 : ResNet<ResNetConfig{.blocks = {2, 2, 2, 2}}> {};
  static_assert(ResNet26::graph.check().ok() && ResNet26::graph.output_shape() == Shape{1000});
  static_assert(ResNet26::graph.parameter_count() == 15'995'176);  // as timm's resnet26
}

TEST_CASE("numbers of blocks are written in decimal") {
  static_assert(graft::decimal(0) == "0" && graft::decimal(7) == "7" && graft::decimal(10) == "10" &&
                graft::decimal(135) == "135");
}

}  // namespace resnet_tests
