#include "support/doctest.hpp"

#include <graft/policy/head.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/mlp_head.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace head_tests {

using namespace graft;

// A user's own head, described layer by layer.
template <std::int64_t Classes>
struct DropoutHead {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = Classes, in_features = deduced;

  static constexpr void describe(auto& net, std::string_view name) {
    net.sequential(name, [&] {
      net.dropout("0", {.p = 0.2});
      net.linear("1", Classes);
    });
  }
};

struct WithModule {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 3, in_features = deduced;
  struct module {};
};
struct WithoutLayers {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 3, in_features = deduced;
};
struct WithoutClasses {
  using policy_category = head_tag;
  static constexpr std::int64_t in_features = deduced;
  struct module {};
};
struct WithoutCategory {
  static constexpr std::int64_t classes = 3, in_features = deduced;
  struct module {};
};
struct TakesImages {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 3, in_features = deduced;
  static constexpr void describe(Net& net, std::string_view name) { net.conv(name, classes); }
};

TEST_CASE("a head opts in, says its classes and has layers") {
  static_assert(Head<LinearHead<2>> && Head<DropoutHead<5>> && Head<WithModule>);
  static_assert(!Head<WithoutLayers> && !Head<WithoutClasses> && !Head<WithoutCategory> && !Head<ResNet50>);
}

TEST_CASE("a head whose layers the table cannot see is a module head") {
  struct Another : WithModule {};
  static_assert(ModuleHead<WithModule> && ModuleHead<Another> && !ModuleHead<LinearHead<2>> && !ModuleHead<WithoutCategory>);
  static_assert(grafted<ResNet50, WithModule>.view().has_foreign() && grafted<ResNet50, WithModule>.output_shape() == Shape{3});
}

TEST_CASE("a head fits a backbone when sizes agree") {
  static_assert(HeadFor<LinearHead<2>, ResNet50> && HeadFor<LinearHead<2, 2048>, ResNet50> &&
                HeadFor<MlpHead<3, 64>, AlexNet> && HeadFor<WithModule, ResNet18>);
  static_assert(!HeadFor<LinearHead<2, 512>, ResNet50> && !HeadFor<LinearHead<0>, ResNet50> &&
                !HeadFor<MlpHead<2, 0>, ResNet50>);
  static_assert(!HeadFor<TakesImages, ResNet50> && !HeadFor<int, ResNet50> && !HeadFor<LinearHead<2>, int>);
}

TEST_CASE("a head of the user's own takes the classifier's place") {
  static_assert(HeadFor<DropoutHead<7>, ResNet50> && HeadFor<DropoutHead<7>, AlexNet>);
  static_assert(grafted<ResNet50, DropoutHead<7>>.find("fc.1") > 0 &&
                grafted<ResNet50, DropoutHead<7>>.output_shape() == Shape{7});
  static_assert(grafted<AlexNet, DropoutHead<7>>.find("classifier.6.1") > 0);
}

struct Headless {
  static constexpr auto graph = describe([](auto& net) { net.input({3, 8, 8}), net.conv("conv", 4); });
};

TEST_CASE("a backbone without a classifier fits no head") {
  static_assert(!HeadFor<LinearHead<2>, Headless> && !HeadFor<WithModule, Headless>);
}

struct GivesFive {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 2, in_features = deduced;
  static constexpr void describe(Net& net, std::string_view name) { net.linear(name, 5); }
};
struct InTwoPieces {
  using policy_category = head_tag;
  static constexpr std::int64_t classes = 2, in_features = deduced;
  static constexpr void describe(Net& net, std::string_view name) {
    net.linear("hidden", 8);
    net.linear(name, classes);
  }
};

TEST_CASE("a head gives one logit a class and is one module under its name") {
  static_assert(!HeadFor<GivesFive, ResNet18>);
  static_assert(head_check<ResNet18, GivesFive>().wanted == 2 && head_check<ResNet18, GivesFive>().got == 5);
  static_assert(!HeadFor<InTwoPieces, ResNet18>);
  static_assert(head_check<ResNet18, InTwoPieces>().problem == Problem::not_one_module);
  CHECK(head_check<ResNet18, LinearHead<2>>().ok());
}

}  // namespace head_tests
