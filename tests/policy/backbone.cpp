#include "support/doctest.hpp"

#include <graft/policy/backbone.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace backbone_tests {

using namespace graft;

struct Headless {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 8, 8});
    net.conv("conv", 4);
  });
};
struct OwnModule {
  using policy_category = backbone_tag;
  static constexpr std::int64_t out_features = 512;
};
struct Another : OwnModule {
  static constexpr std::int64_t out_features = 64;
};
struct GraphIsANumber {
  static constexpr int graph = 3;
};
struct WithoutFeatures {
  using policy_category = backbone_tag;
};
struct WithoutCategory {
  static constexpr std::int64_t out_features = 512;
};

TEST_CASE("a graph backbone has a graph") {
  static_assert(GraphBackbone<ResNet50> && GraphBackbone<AlexNet> && GraphBackbone<Headless>);
  static_assert(!GraphBackbone<GraphIsANumber> && !GraphBackbone<OwnModule> && !GraphBackbone<int>);
}

TEST_CASE("a module backbone opts in and says its number of features") {
  static_assert(ModuleBackbone<OwnModule> && ModuleBackbone<Another>);
  static_assert(!ModuleBackbone<WithoutFeatures> && !ModuleBackbone<WithoutCategory> && !ModuleBackbone<ResNet50>);
}

TEST_CASE("either is a backbone, and nothing else is") {
  static_assert(Backbone<ResNet18> && Backbone<OwnModule>);
  static_assert(!Backbone<GraphIsANumber> && !Backbone<WithoutFeatures> && !Backbone<int>);
}

TEST_CASE("a backbone's features are what flows into its classifier") {
  static_assert(backbone_features<ResNet18>() == 512 && backbone_features<ResNet50>() == 2048 &&
                backbone_features<AlexNet>() == 4096);
  static_assert(backbone_features<OwnModule>() == 512 && backbone_features<Headless>() == 0);
  static_assert(backbone_graph<OwnModule>().has_foreign() && backbone_graph<OwnModule>().find("body") == 1);
}

// A user's own graph backbone, with nothing of graft touched.
struct TinyNet {
  static constexpr auto graph = describe([](auto& net) {
    net.class_name("TinyNet");
    net.input({3, 32, 32});
    net.sequential("stem", [&] {
      net.conv("0", 16, {.kernel = 3, .padding = 1, .bias = false});
      net.batch_norm("1");
      net.relu("2");
    });
    net.adaptive_avg_pool("pool", 1);
    net.flatten();
    net.classifier(net.linear("out", 10));
  });
};

TEST_CASE("a backbone of the user's own is a description") {
  static_assert(Backbone<TinyNet> && backbone_features<TinyNet>() == 16 &&
                TinyNet::graph.parameter_count() == 16 * 27 + 32 + 170);
}

}  // namespace backbone_tests
