#include "support/doctest.hpp"

#include <graft/policy/composable.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/edited.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/replace.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace edited_tests {

using namespace graft;

TEST_CASE("an edited backbone is a backbone, and so is an edit of it") {
  using Once = Replace<ResNet50, "fc", Linear{10}>;
  using Twice = Without<Once, "layer4.2">;
  static_assert(GraphBackbone<Twice> && EditedBackbone<Twice> && !EditedBackbone<ResNet50>);
  static_assert(std::same_as<origin_of<Twice>, ResNet50> && std::same_as<origin_of<ResNet50>, ResNet50>);
  static_assert(Composable<Twice, LinearHead<2>, FreezeAllBut<Classifier, At<"layer4.1">>, SGD>);
  static_assert(!Composable<Twice, LinearHead<2>, FreezeAllBut<At<"layer4.2">>, SGD>);
  CHECK(Composition<Twice, LinearHead<2>, FreezeAllBut<Classifier>, SGD>::trainable_parameters == 4098);
}

TEST_CASE("a variant of the original reaches the edited tables") {
  using Edited = Without<ResNet50, "fc">;
  Tables tables = tables_of(Edited::graph);
  Edited::apply_variant(tables, Variant::v1);
  CHECK(tables.check.ok());
  CHECK(get<Conv2d>(tables.modules[GraphView(tables).find("layer2.0.conv1").index()].layer).stride == 2);
}

}  // namespace edited_tests
