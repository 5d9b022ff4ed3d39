#include "support/doctest.hpp"

#include <vector>

#include <graft/policy/head.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/zoo/mnasnet.hpp>

#include "zoo/stage_checks.hpp"

namespace mnasnet_tests {

using namespace graft;

template <class Net>
void check_size(std::int64_t parameters, std::int64_t multiply_adds) {
  const Tables tables = Net::tables();
  const GraphView net = tables;
  CHECK(net.check().ok());
  CHECK(net.parameter_count() == parameters);
  CHECK(net.parameter_count() == Net::weights::default_.parameters);
  CHECK(net.multiply_add_count() == multiply_adds);
  CHECK(net.has_path(net.classifier(), "classifier.1"));
}

TEST_CASE("MNASNets have their published sizes") {  // torchvision's documentation: 0.1, 0.21, 0.31 and 0.53 GFLOPS
  static_assert(MNASNet1_0::graph.parameter_count() == 4'383'312 && MNASNet1_0::graph.check().ok());
  check_size<MNASNet0_5>(2'218'512, 104'455'968);
  check_size<MNASNet0_75>(3'170'208, 215'493'104);
  check_size<MNASNet1_0>(4'383'312, 314'415'872);
  check_size<MNASNet1_3>(6'282'256, 526'362'432);
}

TEST_CASE("the BatchNorms of a MNASNet move as slowly as the paper's") {
  const Tables tables = MNASNet0_5::tables();
  int norms = 0;
  for (const Module& module : tables.modules)
    if (const auto* norm = get_if<BatchNorm2d>(&module.layer)) {
      CHECK(norm->momentum == 1 - 0.9997);
      ++norms;
    }
  CHECK(norms == 3 + 3 * 16 + 1);
}

TEST_CASE("their five stages end where the next one halves the maps") {
  const Tables tables = MNASNet1_0::tables();
  CHECK((stage_checks::shapes(tables) ==
         std::vector<Shape>{{32, 112, 112}, {16, 112, 112}, {24, 56, 56}, {40, 28, 28}, {96, 14, 14}, {1280, 7, 7}}));
  stage_checks::check_freezing(tables);
}

TEST_CASE("images may have any size, and a user's own width is one line") {
  for (const std::int64_t side : {1, 33, 160}) CHECK(stage_checks::check_for(MNASNet0_5::tables(), side).ok());
  struct Narrow : MNASNet<MNASNetConfig{.width = 0.25}> {};
  const Tables tables = Narrow::tables();
  CHECK(GraphView(tables).check().ok());
  CHECK(GraphView(tables).multiply_add_count() < 104'455'968);
  static_assert(HeadFor<LinearHead<2>, MNASNet1_0>);
}

}  // namespace mnasnet_tests
