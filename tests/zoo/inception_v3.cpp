#include "support/doctest.hpp"

#include <graft/graph/remove.hpp>
#include <graft/policy/at_stage.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/inception_v3.hpp>

#include "zoo/described.hpp"

namespace inception_v3_tests {

using namespace graft;

TEST_CASE("Inception v3 has its published size, and one classifier beside its own") {
  constexpr GraphView net = InceptionV3::graph;
  static_assert(net.parameter_count() == 27'161'264 && net.outputs().size() == 1 && net.outputs()[0].name == "AuxLogits");
  static_assert(net.input_shape() == Shape{3, 299, 299} && net.path(net.classifier()) == "fc");
  CHECK(zoo_tests::hundredths(InceptionV3::tables()) == 571);  // as torchvision's documentation has them
  CHECK(net.call(net.outputs()[0].call).shape == Shape{1000});
  CHECK(net.call(net.outputs()[0].call).auxiliary);
  const Tables without = remove(net, "AuxLogits");
  CHECK(GraphView(without).parameter_count() == 23'834'568);  // torchvision's number
  CHECK(GraphView(without).multiply_add_count() == net.multiply_add_count());
}

TEST_CASE("stages are the modules of one resolution; the auxiliary classifier belongs to none") {
  constexpr GraphView net = InceptionV3::graph;
  static_assert(net.last_stage() == 4 && net.path(Stem::find(net)) == "Conv2d_2b_3x3");
  static_assert(net.path(AtStage<2>::find(net)) == "Mixed_5d" && net.path(AtStage<3>::find(net)) == "Mixed_6e");
  static_assert(net.path(LastStage::find(net)) == "Mixed_7c" && net.stage(net.find("AuxLogits.fc")) == no_stage);
  using Last = Composition<InceptionV3, LinearHead<2>, FreezeAllBut<Classifier, LastStage>, SGD>;
  static_assert(Last::graph.call({Last::prefix - 1}).shape == Shape{768, 17, 17} ||
                Last::graph.call({Last::prefix - 1}).auxiliary);
  std::int64_t stage4 = 0;
  for (const std::string_view name : {"Mixed_7a", "Mixed_7b", "Mixed_7c"}) stage4 += net.parameter_count(net.find(name));
  CHECK(Last::trainable_parameters == stage4 + 2048 * 2 + 2);
  using Upper = Composition<InceptionV3, LinearHead<2>, FreezeUpTo<AtStage<2>>, SGD>;
  static_assert(Upper::graph.call({Upper::prefix - 1}).shape == Shape{288, 35, 35});
}

TEST_CASE("images have at least 75 pixels, and where the auxiliary classifier runs, 299") {
  CHECK(zoo_tests::smallest_size(InceptionV3::tables()) == 75);
  CHECK(zoo_tests::check_size(InceptionV3::tables(), 74, 299).problem == Problem::window_too_large);
  Tables tables = InceptionV3::tables();
  tables.calls.front().shape = {3, 298, 298};
  infer(tables);
  CHECK(tables.check.problem == Problem::window_too_large);
  CHECK(GraphView(tables).path(tables.check.module) == "AuxLogits.conv1.conv");
}

TEST_CASE(
    "the entry has the normalization that torchvision's network does itself, and the auxiliary classifier's initial values") {
  static_assert(InceptionV3::weights::default_.preprocessing ==
                Preprocessing{.resize = 342, .crop = 299, .normalization = {{0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}}});
  static_assert(InceptionV3::initialization.exception_weight.value == 0.001);
  CHECK(GraphView(InceptionV3::graph).find(InceptionV3::initialization.exception) > 0);
}

}  // namespace inception_v3_tests
