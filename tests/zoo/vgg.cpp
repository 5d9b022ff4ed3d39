#include "support/doctest.hpp"

#include <graft/policy/at_stage.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/head.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/vgg.hpp>

#include "zoo/described.hpp"

namespace vgg_tests {

using namespace graft;
using zoo_tests::hundredths, zoo_tests::smallest_size;

TEST_CASE("VGG networks have their published sizes") {
  static_assert(VGG11::graph.parameter_count() == 132'863'336 && VGG16_BN::graph.parameter_count() == 138'365'992);
  CHECK(GraphView(VGG11_BN::tables()).parameter_count() == 132'868'840);
  CHECK(GraphView(VGG13::tables()).parameter_count() == 133'047'848);
  CHECK(GraphView(VGG13_BN::tables()).parameter_count() == 133'053'736);
  CHECK(GraphView(VGG16::tables()).parameter_count() == 138'357'544);
  CHECK(GraphView(VGG19::tables()).parameter_count() == 143'667'240);
  CHECK(GraphView(VGG19_BN::tables()).parameter_count() == 143'678'248);
  CHECK(hundredths(VGG11::tables()) == 761);  // as torchvision's documentation has them
  CHECK(hundredths(VGG13_BN::tables()) == 1131);
  CHECK(hundredths(VGG16::tables()) == 1547);
  CHECK(hundredths(VGG19_BN::tables()) == 1963);
}

TEST_CASE("stem and stages are the groups of convolutions with their pools") {
  constexpr GraphView net = VGG16::graph;
  static_assert(net.last_stage() == 4 && net.path(net.classifier()) == "classifier.6");
  static_assert(net.path(Stem::find(net)) == "features.4" && net.path(AtStage<1>::find(net)) == "features.9");
  static_assert(net.path(AtStage<3>::find(net)) == "features.23" && net.path(LastStage::find(net)) == "features.30");
  static_assert(!AtStage<4>::contains(net, net.find("avgpool")) && Stem::contains(VGG16_BN::graph, {4}));  // features.2
  constexpr std::int64_t conv5 = 3 * (512 * 512 * 9 + 512),
                         conv1_2 = 3 * 64 * 9 + 64 + 64 * 64 * 9 + 64 + 64 * 128 * 9 + 128 + 128 * 128 * 9 + 128;
  using Last = Composition<VGG16, LinearHead<2>, FreezeAllBut<Classifier, LastStage>, SGD>;
  static_assert(Last::trainable_parameters == conv5 + 4096 * 2 + 2 && Last::prefix == 1 + 24);
  using Upper = Composition<VGG16, LinearHead<2>, FreezeUpTo<AtStage<1>>, SGD>;
  static_assert(Upper::trainable_parameters == net.parameter_count() - conv1_2 - (4096 * 1000 + 1000) + 4096 * 2 + 2);
  static_assert(Upper::prefix == 1 + 10 && HeadFor<LinearHead<2, 4096>, VGG16> && !HeadFor<LinearHead<2, 512>, VGG16>);
}

TEST_CASE("five pools halve an image of at least 32 pixels") {
  CHECK(smallest_size(VGG11::tables()) == 32);
  CHECK(smallest_size(VGG19_BN::tables()) == 32);
  const Check small = zoo_tests::check_size(VGG16::tables(), 300, 31);
  CHECK(small.problem == Problem::window_too_large);
  CHECK(GraphView(VGG16::graph).path(small.module) == "features.30");
}

TEST_CASE("the weights of the convolutions alone have no classes and no accuracy") {
  constexpr const WeightsEntry& features = VGG16::weights::imagenet1k_features;
  static_assert(features.classes() == 0 && features.acc1 == 0 && features.sha256_prefix() == "88682ab5");
  static_assert(features.preprocessing.normalization.std[0] == 0.00392156862745098F);
}

TEST_CASE("a user's own depth is one line") {
  struct VGG8 : VGG<VGGConfig{{1, 1, 1, 1, 1}}> {};
  static_assert(VGG8::graph.check().ok() && VGG8::graph.output_shape() == Shape{1000});
}

}  // namespace vgg_tests
