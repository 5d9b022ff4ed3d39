#include "support/torch_doctest.hpp"

#include <cmath>
#include <memory>
#include <string>

#include <graft/data/loader/load_image.hpp>
#include <graft/graph/net.hpp>
#include <graft/train/evaluate.hpp>

#include "train/small_world.hpp"

namespace evaluate_tests {

using namespace graft;
using small_world::images;

/// Logits that can be computed by hand: ten times the mean of green and of red.
struct Known : torch::nn::Module {
  bool saw_training = false, saw_gradients = false;
  torch::Tensor forward(const torch::Tensor& x) {
    saw_training = saw_training || is_training();
    saw_gradients = saw_gradients || torch::GradMode::is_enabled();
    const auto means = x.mean({2, 3});
    return 10 * torch::stack({means.select(1, 1), means.select(1, 0)}, 1);
  }
};

struct World {
  std::shared_ptr<Known> known = std::make_shared<Known>();
  Network net = [&] {
    Net made("Known");
    made.input({3, 16, 16});
    made.foreign("known", {2});
    return Network(made.tables(), {foreign_module("known", known)});
  }();
  Dataset data = [] {
    Dataset val = images().val;
    val.transform = ToTensor{};
    return val;
  }();
  Evaluation evaluate(std::int64_t batch_size = 4, int workers = 1) {
    return graft::evaluate(net, data, batch_size, workers, torch::kCPU);
  }
};

TEST_CASE("known logits give the known accuracy and the mean loss over images, whatever the batches and workers") {
  World world;
  world.data.samples[0].target = 1 - world.data.samples[0].label();
  double loss = 0;
  for (std::size_t i = 0; i < world.data.size(); ++i) {
    const auto means = load_image(world.data.samples[i].path, world.data.transform).mean({2, 3})[0];
    const double green = 10 * means[1].item<double>(), red = 10 * means[0].item<double>();
    const double own = world.data.samples[i].label() == 0 ? green : red;
    loss += std::log(std::exp(green) + std::exp(red)) - own;
  }
  for (const std::int64_t batch_size : {1, 4, 10, 100})
    for (const int workers : {0, 2}) {
      const Evaluation got = world.evaluate(batch_size, workers);
      CHECK(got.images == 10);
      CHECK(got.correct == 9);
      CHECK(got.accuracy == 0.9);
      CHECK(got.loss == doctest::Approx(loss / 10).epsilon(1e-5));
      CHECK(got.skipped == 0);
      CHECK(got.seconds > 0);
    }
}

TEST_CASE("it runs in evaluation mode without gradients, and the mode comes back, also after an error") {
  World world;
  for (const bool training : {true, false}) {
    world.net.train(training);
    (void)world.evaluate();
    CHECK(world.net.is_training() == training);
    CHECK(world.known->is_training() == training);
    CHECK(torch::GradMode::is_enabled());
  }
  CHECK_FALSE(world.known->saw_training);
  CHECK_FALSE(world.known->saw_gradients);
  world.net.train();
  world.data.samples.back().path = "no such image.ppm";
  CHECK(scratch::complaint<DataError>([&] { (void)world.evaluate(); }).find("no such image.ppm") != std::string::npos);
  CHECK(world.net.is_training());
  CHECK(torch::GradMode::is_enabled());
}

TEST_CASE("images that cannot be read are skipped and counted by option, and nothing left to judge is an error") {
  World world;
  world.data.samples[3].path = world.data.samples[4].path = "no such image.ppm";
  world.data.on_bad_image = BadImage::skip;
  const Evaluation got = world.evaluate(2);
  CHECK(got.images == 8);
  CHECK(got.skipped == 2);
  CHECK(got.accuracy == 1.0);
  for (Sample& sample : world.data.samples) sample.path = "no such image.ppm";
  CHECK(scratch::complaint<DataError>([&] { (void)world.evaluate(); }) == "none of the 10 images to evaluate could be used");
}

TEST_CASE("images of another shape than the network's are a ShapeError") {
  Network net(small_world::TinyNet::graph);
  const torch::Tensor grey = torch::zeros({1, 1, 16, 16});
  CHECK_THROWS_AS((void)net.forward(grey), ShapeError);
}

}  // namespace evaluate_tests
