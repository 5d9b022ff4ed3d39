#include "support/doctest.hpp"

#include <graft/policy/adam.hpp>
#include <graft/policy/composition.hpp>
#include <graft/policy/freeze_all.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace composition_tests {

using namespace graft;

TEST_CASE("a composition knows its network, what is frozen and where the frozen prefix ends") {
  using CatDog = Composition<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD>;
  static_assert(CatDog::classes == 2 && CatDog::trainable_parameters == 4098 && trainable_parameters<CatDog> == 4098);
  static_assert(CatDog::graph.output_shape() == Shape{2} && CatDog::prefix == CatDog::graph.call_count() - 1);
  static_assert(!CatDog::frozen[CatDog::graph.find("fc").index()] && CatDog::frozen[1]);
  static_assert(std::same_as<CatDog::OptimizerOptions, SGD::Options>);
}

TEST_CASE("AlexNet's prefix stops before the dropout in front of its new head") {
  using Three = Composition<AlexNet, LinearHead<3>, FreezeAllBut<Classifier>, Adam>;
  static_assert(Three::trainable_parameters == 4096 * 3 + 3);
  static_assert(Three::graph.path(Three::graph.call({Three::prefix}).module) == "classifier.0");
}

TEST_CASE("what does not fit together is empty, so that the verdict stays the only error") {
  using Nothing = Composition<ResNet50, LinearHead<2>, FreezeAll, SGD>;
  using NotEven = Composition<int, long, char, bool>;
  static_assert(Nothing::trainable_parameters == 0 && Nothing::classes == 0 && Nothing::prefix == 0 &&
                Nothing::graph.module_count() == 0);
  static_assert(NotEven::trainable_parameters == 0 && NotEven::OptimizerOptions{.lr = 1, .momentum = 0.9}.lr == 1);
}

}  // namespace composition_tests
