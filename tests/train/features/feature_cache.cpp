#include "support/torch_doctest.hpp"

#include <string>
#include <vector>

#include <graft/data/transform/random_resized_crop.hpp>
#include <graft/data/transform/standard_transforms.hpp>
#include <graft/policy/cache_features.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/freeze_none.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/stages.hpp>
#include <graft/train/features/feature_cache.hpp>
#include <graft/tuner/fine_tuner.hpp>

#include "train/small_world.hpp"

namespace feature_cache_tests {

using namespace graft;
using namespace small_world;

const Images& images() {
  static const Images made;
  return made;
}

Dataset still() {
  Dataset data = images().train;
  data.transform = Normalize{imagenet_mean_std};
  return data;
}

Dataset moving() {
  Dataset data = images().train;
  data.transform = RandomResizedCrop{16} | RandomHorizontalFlip{} | Normalize{imagenet_mean_std};
  return data;
}

template <class Freeze, class... More>
FineTuner<TinyNet, LinearHead<2>, Freeze, SGD, More...> made() {
  return FineTuner<TinyNet, LinearHead<2>, Freeze, SGD, More...>{
      {.weights = no_weights(), .optimizer = {.lr = 0.05, .momentum = 0.9}, .seed = 3, .threads = 1}};
}

std::vector<double> losses(const FitReport& report) {
  std::vector<double> all;
  for (const Epoch& epoch : report.epochs) {
    all.push_back(epoch.train_loss);
    if (epoch.val_loss) all.push_back(*epoch.val_loss);
  }
  return all;
}

template <class Freeze, class... Cache>
void compare(const Dataset& data, int epochs) {
  auto plain = made<Freeze, Precision<F32>>();
  auto cached = made<Freeze, Precision<F32>, Cache...>();
  const auto wanted = losses(plain.fit(data, images().val, quiet(epochs)));
  const auto got = losses(cached.fit(data, images().val, quiet(epochs)));
  REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == doctest::Approx(wanted[i]).epsilon(1e-4));
}

TEST_CASE("training on kept features is the training on the images, wherever the frozen part ends") {
  compare<FreezeAllBut<Fc>, CacheFeatures<>>(still(), 4);
  compare<FreezeUpTo<Layer1>, CacheFeatures<>>(still(), 3);
  compare<Stages<Stage<2, FreezeAllBut<Fc>>, Stage<2, FreezeAllBut<Fc, Layer2>>>, CacheFeatures<>>(still(), 4);
}

TEST_CASE("with as many views as epochs, too; with fewer they come again, no two the same in a row of epochs") {
  compare<FreezeAllBut<Fc>, CacheFeatures<3>>(moving(), 3);
  torch::manual_seed(1);
  Network network(TinyNet::graph);
  network.eval();
  const int cut = network.graph().call_count() - 1;
  FeatureCache cache({.views = 3}, {.batch_size = 7, .shuffle = true, .seed = 5});
  cache.fill(network, cut, moving());
  // What image 4 looks like in each epoch.
  std::vector<torch::Tensor> seen;
  for (int epoch = 0; epoch < 9; ++epoch) {
    cache.begin(epoch);
    std::size_t count = 0;
    while (const auto batch = cache.next()) {
      count += batch->indices.size();
      for (std::size_t row = 0; row < batch->indices.size(); ++row)
        if (batch->indices[row] == 4) seen.push_back(batch->images[static_cast<std::int64_t>(row)].clone());
    }
    CHECK(count == 24);
  }
  REQUIRE(seen.size() == 9);
  for (std::size_t round = 0; round < 3; ++round) {
    CHECK_FALSE(torch::equal(seen[3 * round], seen[3 * round + 1]));
    CHECK_FALSE(torch::equal(seen[3 * round], seen[3 * round + 2]));
    CHECK_FALSE(torch::equal(seen[3 * round + 1], seen[3 * round + 2]));
  }
}

TEST_CASE("a random transform needs views; what is too large is not kept, and trains all the same") {
  auto tuner = made<FreezeAllBut<Fc>, CacheFeatures<>>();
  CHECK(scratch::complaint<UsageError>([&] {
          tuner.fit(moving(), quiet(1));
        }).starts_with("the transform of the images draws anew in each epoch"));
  FineTuner<TinyNet, LinearHead<2>, FreezeAllBut<Fc>, SGD, Precision<F32>, CacheFeatures<>> small{
      {.weights = no_weights(),
       .optimizer = {.lr = 0.05, .momentum = 0.9},
       .seed = 3,
       .threads = 1,
       .cache = {.max_bytes = 100}}};
  auto plain = made<FreezeAllBut<Fc>, Precision<F32>>();
  CHECK(losses(small.fit(still(), quiet(2))) == losses(plain.fit(still(), quiet(2))));
}

TEST_CASE("the size is told before, and half of it is enough where the numbers are bfloat16") {
  Network network(TinyNet::graph);
  const int cut = network.graph().call_count() - 1;
  const FeatureCache cache({.views = 8}, {});
  CHECK(cache.describe(network, cut, still()) == "24 images x 8 views of 8 features: 0.0 MB");
  CHECK(cache.bytes(network, cut, still()) == 24 * 8 * 8 * 4);
  network.compute_with(ComputeType::bf16);
  CHECK(cache.bytes(network, cut, still()) ==
        24 * 8 * 8 * (available(ComputeType::bf16, torch::kCPU) == ComputeType::bf16 ? 2 : 4));
}

TEST_CASE("weights that change before the cut are computed with again; images that cannot be read are left out") {
  torch::manual_seed(2);
  Network network(TinyNet::graph);
  network.eval();
  const int cut = network.graph().call_count() - 1;
  Dataset data = still();
  data.samples[5].path = images().folder / "nothing.ppm";
  data.on_bad_image = BadImage::skip;
  FeatureCache cache({}, {.batch_size = 24});
  const auto features = [&] {
    cache.fill(network, cut, data);
    cache.begin(0);
    return cache.next()->images;
  };
  const auto before = features();
  CHECK(before.size(0) == 23);
  CHECK(cache.skipped() == 1);
  CHECK(torch::equal(features(), before));
  network.module("conv1")->as<torch::nn::Conv2d>()->weight.data().mul_(2);
  CHECK_FALSE(torch::equal(features(), before));
}

TEST_CASE("a training that computes the same in every epoch is told of the cache, once, and no other") {
  const auto told = [](auto tuner, const Dataset& data, int epochs, Progress progress = Progress::lines) {
    const std::string said =
        standard_error_of([&] { tuner.fit(data, images().val, {.epochs = epochs, .batch_size = 8, .progress = progress}); });
    const auto first = said.find("CacheFeatures<>");
    return first != std::string::npos && said.find("CacheFeatures<>", first + 1) == std::string::npos;
  };
  CHECK(told(made<FreezeAllBut<Fc>>(), still(), 3));
  CHECK_FALSE(told(made<FreezeAllBut<Fc>>(), still(), 1));
  CHECK_FALSE(told(made<FreezeAllBut<Fc>>(), still(), 3, Progress::none));
  CHECK_FALSE(told(made<FreezeAllBut<Fc>>(), moving(), 3));
  CHECK_FALSE(told(made<FreezeNone>(), still(), 2));
  CHECK_FALSE(told(made<FreezeAllBut<Fc>, CacheFeatures<>>(), still(), 3));
}

}  // namespace feature_cache_tests
