#include "support/doctest.hpp"

#include <string>
#include <vector>

#include <graft/policy/head.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/zoo/regnet.hpp>

#include "zoo/stage_checks.hpp"

namespace regnet_tests {

using namespace graft;

/// Parameters, and billions of multiply-adds for images of 224 pixels, rounded to two digits as in torchvision's documentation.
template <class Net>
void check_size(std::int64_t parameters, std::int64_t hundredths) {
  CAPTURE(std::string(Net::weights::default_.name));
  const Tables tables = Net::tables();
  const GraphView net = tables;
  CHECK(net.check().ok());
  CHECK(net.parameter_count() == parameters);
  CHECK(Net::weights::default_.parameters == parameters);
  CHECK((net.multiply_add_count() + 5'000'000) / 10'000'000 == hundredths);
  CHECK(net.has_path(net.classifier(), "fc"));
}

TEST_CASE("RegNets have their published sizes") {
  check_size<RegNet_X_400MF>(5'495'976, 41);
  check_size<RegNet_X_800MF>(7'259'656, 80);
  check_size<RegNet_X_1_6GF>(9'190'136, 160);
  check_size<RegNet_X_3_2GF>(15'296'552, 318);
  check_size<RegNet_X_8GF>(39'572'648, 800);
  check_size<RegNet_X_16GF>(54'278'536, 1594);
  check_size<RegNet_X_32GF>(107'811'560, 3174);
  check_size<RegNet_Y_400MF>(4'344'144, 40);
  check_size<RegNet_Y_800MF>(6'432'512, 83);
  check_size<RegNet_Y_1_6GF>(11'202'430, 161);
  check_size<RegNet_Y_3_2GF>(19'436'338, 318);
  check_size<RegNet_Y_8GF>(39'381'472, 847);
  check_size<RegNet_Y_16GF>(83'590'140, 1591);
  check_size<RegNet_Y_32GF>(145'046'770, 3228);
  check_size<RegNet_Y_128GF>(644'812'894, 12752);
  static_assert(RegNet_Y_1_6GF::graph.check().ok());  // the most blocks
}

TEST_CASE("weights from SWAG are of images of 384 pixels, and not for commercial use") {
  constexpr WeightsEntry whole = RegNet_Y_16GF::weights::imagenet1k_swag_e2e_v1;
  constexpr WeightsEntry linear = RegNet_Y_16GF::weights::imagenet1k_swag_linear_v1;
  static_assert(whole.preprocessing.crop == 384 && whole.preprocessing.interpolation == Interpolation::bicubic);
  static_assert(linear.preprocessing.crop == 224 && linear.url != whole.url);
  static_assert(whole.licence == "CC-BY-NC-4.0" && linear.licence == "CC-BY-NC-4.0");
  static_assert(RegNet_Y_16GF::weights::default_.licence == "BSD-3-Clause");
  static_assert(RegNet_Y_128GF::weights::default_.url == RegNet_Y_128GF::weights::imagenet1k_swag_e2e_v1.url);
}

TEST_CASE("stages are the stem and the four groups of blocks") {
  const Tables tables = RegNet_Y_400MF::tables();
  CHECK((stage_checks::shapes(tables) ==
         std::vector<Shape>{{32, 112, 112}, {48, 56, 56}, {104, 28, 28}, {208, 14, 14}, {440, 7, 7}}));
  stage_checks::check_freezing(tables);
}

TEST_CASE("squeezes are a quarter of a block's input, a half rounded to the even number") {
  const Tables tables = RegNet_Y_1_6GF::tables();
  const GraphView net = tables;
  const auto squeezed = [&](std::string_view path) { return get<Conv2d>(net.module(net.find(path)).layer).out; };
  CHECK(squeezed("trunk_output.block2.block2-0.f.se.fc1") == 12);
  CHECK(squeezed("trunk_output.block2.block2-1.f.se.fc1") == 30);
  const auto of_width = []<std::int64_t Width>(std::integral_constant<std::int64_t, Width>) {
    struct Own : RegNet<RegNetConfig{{Width, Width, Width, Width}, {1, 1, 1, 1}, 2, true}> {};
    const Tables own = Own::tables();
    return get<Conv2d>(own.modules[GraphView(own).find("trunk_output.block2.block2-0.f.se.fc1").index()].layer).out;
  };
  CHECK(of_width(std::integral_constant<std::int64_t, 10>{}) == 2);  // 2.5
  CHECK(of_width(std::integral_constant<std::int64_t, 14>{}) == 4);  // 3.5
  CHECK(of_width(std::integral_constant<std::int64_t, 12>{}) == 3);
}

TEST_CASE("images may have any size, and a head takes the place of the classifier") {
  for (const std::int64_t side : {1, 33, 384}) CHECK(stage_checks::check_for(RegNet_X_400MF::tables(), side).ok());
  static_assert(HeadFor<LinearHead<2>, RegNet_Y_1_6GF>);
}

}  // namespace regnet_tests
