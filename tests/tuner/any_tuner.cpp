#include "support/torch_doctest.hpp"

#include <string>
#include <vector>

#include <graft/graft.hpp>

#include "train/small_world.hpp"

namespace any_tuner_tests {

using namespace graft;
using namespace small_world;

TEST_CASE("a tuner of a name trains and predicts as the tuner of the type does, bit for bit") {
  using Typed = FineTuner<ResNet18, LinearHead<2>, FreezeAllBut<Classifier>, SGD>;
  Typed typed{{.weights = no_weights(), .optimizer = {.lr = 0.1}, .threads = 1}};
  AnyTuner<SGD> named{"resnet18", {.class_count = 2, .weights = no_weights(), .optimizer = {.lr = 0.1}, .threads = 1}};
  CHECK(difference(state_of(named.network()), state_of(typed.network())) == "");
  CHECK(trainable(named.network()) == std::vector<std::string>{"fc.weight", "fc.bias"});
  typed.fit(images().train, images().val, quiet(1));
  named.fit(images().train, images().val, quiet(1));
  CHECK(difference(state_of(named.network()), state_of(typed.network())) == "");
  const auto image = torch::randn({1, 3, 16, 16});
  CHECK(named.predict(image).front().probabilities == typed.predict(image).front().probabilities);
  const scratch::Folder folder;
  named.save(folder / "named.pth");
  typed.load(folder / "named.pth");
  CHECK(load_model(folder / "named.pth").architecture == "resnet18");
}

TEST_CASE("what trains is said by stages and by paths") {
  const auto trained = [](int stages, std::vector<std::string> paths) {
    const AnyTuner<SGD> tuner{
        "resnet18",
        {.class_count = 2, .weights = no_weights(), .trained_stages = stages, .train = std::move(paths), .threads = 1}};
    std::int64_t sum = 0;
    for (const auto& parameter : tuner.network().trainable_parameters()) sum += parameter.numel();
    return sum;
  };
  CHECK(trained(0, {}) == 2 * 512 + 2);
  CHECK(trained(1, {}) == trainable_parameters<FineTuner<ResNet18, LinearHead<2>, FreezeAllBut<Classifier, LastStage>, SGD>>);
  CHECK(trained(2, {}) == trainable_parameters<FineTuner<ResNet18, LinearHead<2>, FreezeUpTo<AtStage<2>>, SGD>>);
  CHECK(trained(-1, {}) == trainable_parameters<FineTuner<ResNet18, LinearHead<2>, FreezeNone, SGD>>);
  CHECK(trained(0, {"conv1", "layer4.1.bn2"}) == 2 * 512 + 2 + 9408 + 1024);
}

TEST_CASE("optional policies hold, and what cannot be is one line") {
  AnyTuner<AdamW, CacheFeatures<1>, Cosine, LabelSmoothing> cached{"mobilenet_v3_small",
                                                                   {.class_count = 2, .weights = no_weights(), .threads = 1}};
  CHECK(cached.fit(images().train, images().val, quiet(2)).epochs.size() == 2);
  const auto complaint = [](const std::string& name, AnyTuner<SGD>::Options options) {
    options.threads = 1;
    return scratch::complaint<UsageError>([&] { AnyTuner<SGD> tuner(name, options); });
  };
  CHECK(complaint("resnet_50", {.class_count = 2}) ==
        "no network of the zoo is called \"resnet_50\"; the closest are resnet50, resnet18, resnet34 (network_names() has "
        "all)");
  CHECK(complaint("resnet18", {}) == "the option .class_count is the number of classes of the head, at least 1; got 0");
  CHECK(complaint("resnet18", {.class_count = 2, .trained_stages = 5}) ==
        "the option .trained_stages is 5; this network has 4 stages, 0 trains none of them and -1 everything");
  CHECK(complaint("resnet18", {.class_count = 2, .train = {"layer5"}})
            .starts_with("unfreeze: the network has no module \"layer5\"; did you mean \"layer"));
}

}  // namespace any_tuner_tests
