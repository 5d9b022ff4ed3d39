#include "support/torch_doctest.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <graft/graft.hpp>

#include "train/small_world.hpp"
#include "weights/scratch.hpp"

namespace predict_tests {

using namespace graft;
using namespace small_world;

TEST_CASE("a model from a file says what the tuner says that trained it") {
  Weights weights;
  weights.preprocessing = Preprocessing{.resize = 20, .crop = 16, .interpolation = Interpolation::bicubic};
  FineTuner<TinyNet, LinearHead<2>, FreezeNone, SGD, Precision<F32>> tuner{
      {.weights = weights, .optimizer = {.lr = 0.05}, .threads = 1}};
  (void)tuner.fit(images().train, quiet(4));
  const scratch::Folder folder;
  for (const char* name : {"model.safetensors", "model.pth"}) {
    tuner.save(folder / name);
    const Model model = load_model(folder / name);
    CHECK(model.preprocessing == *weights.preprocessing);
    CHECK(model.class_names == tuner.classes());
    std::vector<std::string> seen;
    for (const auto& [path, target] : images().val) {
      const Prediction wanted = tuner.predict(path), got = predict(model, path);
      CHECK(got.label == wanted.label);
      CHECK(got.index == wanted.index);
      CHECK(got.probabilities == wanted.probabilities);
      CHECK(got.probability == static_cast<double>(got.probabilities.at(static_cast<std::size_t>(got.index))));
      seen.push_back(got.label);
    }
    CHECK(std::count(seen.begin(), seen.end(), "red") == 5);
    CHECK(std::count(seen.begin(), seen.end(), "green") == 5);

    using Tuner = FineTuner<TinyNet, LinearHead<2>, FreezeNone, SGD, Precision<F32>>;
    const Tuner headless{{.weights = Weights(folder / name), .threads = 1}};
    CHECK(headless.preprocessing() == *weights.preprocessing);  // the file's
    CHECK(headless.classes().empty());                          // its head is new
    Tuner again{{.threads = 1}};
    CHECK(again.preprocessing() != tuner.preprocessing());
    again.load(folder / name);
    CHECK(again.preprocessing() == *weights.preprocessing);
    CHECK(again.classes() == tuner.classes());
    CHECK(again.predict(images().val.samples[0].path).probabilities ==
          tuner.predict(images().val.samples[0].path).probabilities);
  }
}

TEST_CASE("a model without class names counts them; with too few, or without logits, it is refused") {
  Model model{.network = std::make_shared<Network>(TinyNet::graph), .preprocessing = {.resize = 16, .crop = 16}};
  const torch::Tensor batch = torch::zeros({2, 3, 16, 16});
  const std::vector<Prediction> two = predict(model, batch);
  REQUIRE(two.size() == 2);
  CHECK(two[0].label == "class " + std::to_string(two[0].index));
  CHECK(two[0].probabilities.size() == 10);

  model.class_names = {"red", "green"};
  CHECK_THROWS_WITH_AS((void)predict(model, batch), "the network gives 10 logits, and says it has 2 classes", ShapeError);
  model.network = std::make_shared<Network>(up_to(GraphView(TinyNet::graph), "layer2"));
  CHECK_THROWS_WITH_AS((void)predict(model, batch),
                       "the network gives [2, 8, 8, 8] for a batch, expected a logit a class, (N, K)", ShapeError);
  model.network = nullptr;
  CHECK_THROWS_WITH_AS((void)predict(model, batch), "predict: the model has no network", UsageError);
}

}  // namespace predict_tests
