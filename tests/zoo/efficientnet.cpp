#include "support/doctest.hpp"

#include <string>
#include <vector>

#include <graft/policy/head.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/zoo/efficientnet.hpp>

#include "zoo/stage_checks.hpp"

namespace efficientnet_tests {

using namespace graft;

/// Parameters, and billions of multiply-adds for images of the size that the weights expect, rounded to two digits as in
/// torchvision's documentation.
template <class Net>
void check_size(std::int64_t parameters, std::int64_t hundredths, double dropout, const BatchNorm2d& norm) {
  CAPTURE(std::string(Net::weights::default_.name));
  Tables tables = Net::tables();
  CHECK(tables.check.ok());
  CHECK(GraphView(tables).parameter_count() == parameters);
  CHECK(Net::weights::default_.parameters == parameters);
  CHECK(GraphView(tables).has_path(tables.classifier, "classifier.1"));
  CHECK(get<Dropout>(tables.modules[tables.classifier.index() - 1].layer).p == dropout);
  int depths = 0;
  for (const Module& module : tables.modules) {
    if (const auto* any = get_if<BatchNorm2d>(&module.layer)) CHECK((any->eps == norm.eps && any->momentum == norm.momentum));
    depths += is_a<StochasticDepth>(module.layer) ? 1 : 0;
  }
  int number = 0;
  for (const Module& module : tables.modules)
    if (const auto* depth = get_if<StochasticDepth>(&module.layer)) CHECK(depth->p == 0.2 * number++ / depths);
  tables.calls.front().shape = {3, Net::weights::default_.preprocessing.crop, Net::weights::default_.preprocessing.crop};
  infer(tables);
  CHECK((GraphView(tables).multiply_add_count() + 5'000'000) / 10'000'000 == hundredths);
}

TEST_CASE("EfficientNets have their published sizes and settings") {
  constexpr BatchNorm2d of_torch{}, of_tensorflow{.eps = 0.001, .momentum = 0.01}, of_v2{.eps = 0.001};
  check_size<EfficientNet_B0>(5'288'548, 39, 0.2, of_torch);
  check_size<EfficientNet_B1>(7'794'184, 69, 0.2, of_torch);
  check_size<EfficientNet_B2>(9'109'994, 109, 0.3, of_torch);
  check_size<EfficientNet_B3>(12'233'232, 183, 0.3, of_torch);
  check_size<EfficientNet_B4>(19'341'616, 439, 0.4, of_torch);
  check_size<EfficientNet_B5>(30'389'784, 1027, 0.4, of_tensorflow);
  check_size<EfficientNet_B6>(43'040'704, 1907, 0.5, of_tensorflow);
  check_size<EfficientNet_B7>(66'347'960, 3775, 0.5, of_tensorflow);
  check_size<EfficientNet_V2_S>(21'458'488, 837, 0.2, of_v2);
  check_size<EfficientNet_V2_M>(54'139'356, 2458, 0.3, of_v2);
  check_size<EfficientNet_V2_L>(118'515'272, 5608, 0.4, of_v2);
}

TEST_CASE("the compiler describes the largest within its limits") {
  static_assert(EfficientNet_B7::graph.check().ok() && EfficientNet_B7::graph.output_shape() == Shape{1000});
  static_assert(EfficientNet_V2_L::graph.check().ok() && EfficientNet_V2_L::graph.output_shape() == Shape{1000});
}

TEST_CASE("their five stages end where the next one halves the maps") {
  const Tables b0 = EfficientNet_B0::tables(), v2 = EfficientNet_V2_S::tables();
  CHECK((stage_checks::shapes(b0) ==
         std::vector<Shape>{{32, 112, 112}, {16, 112, 112}, {24, 56, 56}, {40, 28, 28}, {112, 14, 14}, {1280, 7, 7}}));
  CHECK((stage_checks::shapes(v2) ==
         std::vector<Shape>{{24, 112, 112}, {24, 112, 112}, {48, 56, 56}, {64, 28, 28}, {160, 14, 14}, {1280, 7, 7}}));
  stage_checks::check_freezing(b0);
  stage_checks::check_freezing(v2);
}

TEST_CASE("images may have any size") {
  for (const std::int64_t side : {1, 33, 160}) {
    CHECK(stage_checks::check_for(EfficientNet_B0::tables(), side).ok());
    CHECK(stage_checks::check_for(EfficientNet_V2_S::tables(), side).ok());
  }
}

inline constexpr EfficientNetConfig tiny{
    .stem = 8, .rows = {{{true, 1, 3, 1, 8, 1}, {false, 2, 5, 2, 16, 2}}}, .features = 32, .dropout = 0.1};

TEST_CASE("a user's own configuration is a network, and a head takes the place of its classifier") {
  struct Tiny : EfficientNet<tiny> {};
  static_assert(Tiny::graph.check().ok() && Tiny::graph.output_shape() == Shape{1000});
  static_assert(HeadFor<LinearHead<2>, Tiny>);
  static_assert(Tiny::graph.last_stage() == 2 && Tiny::graph.find("features.2.1.block.3.1").exists());
}

}  // namespace efficientnet_tests
