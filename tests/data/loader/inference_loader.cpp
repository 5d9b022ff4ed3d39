#include "support/computes_in.hpp"
#include "support/torch_doctest.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <graft/data/loader/inference_loader.hpp>
#include <graft/data/loader/loader.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/network.hpp>

#include "train/small_world.hpp"

namespace inference_loader_tests {

using namespace graft;
using small_world::TinyNet;

const small_world::Images& images() {
  static const small_world::Images made;
  return made;
}

torch::Tensor all(const Dataset& dataset, LoaderOptions options, Network& network, int last) {
  std::vector<torch::Tensor> parts;
  InferenceLoader loader(dataset, std::move(options), network, torch::kCPU, last);
  while (const auto batch = loader.next()) parts.push_back(batch->images);
  return torch::cat(parts);
}

TEST_CASE("batches come as the network gives them, bit for bit the same with any number of workers") {
  torch::manual_seed(1);
  Network network(TinyNet::graph);
  network.eval();
  const Dataset& data = images().train;
  const auto last = network.graph().call_count();
  const auto here = all(data, {.batch_size = 10, .workers = 0}, network, last);
  REQUIRE(here.sizes() == torch::IntArrayRef({24, 10}));
  std::vector<torch::Tensor> plain;
  Loader loader(data, {.batch_size = 10, .workers = 0});
  while (const auto batch = loader.next()) plain.push_back(batch->images);
  const torch::NoGradGuard no_grad;
  CHECK(torch::allclose(here, network.forward(torch::cat(plain)), 1e-4, 1e-5));
  const auto one = all(data, {.batch_size = 10, .workers = 1}, network, -1);
  CHECK(torch::allclose(here, one, 1e-4, 1e-5));
  CHECK(torch::equal(one, all(data, {.batch_size = 10, .workers = 3}, network, -1)));
  CHECK(torch::equal(all(data, {.batch_size = 10, .workers = 2}, network, 1), torch::cat(plain)));
}

TEST_CASE("what would be int8 is calibrated with images of the dataset, the same with any number of workers") {
  const auto features = [](const Dataset& data, int workers) {
    torch::manual_seed(1);
    Network network(TinyNet::graph);
    freeze(network);
    network.eval();
    network.compute_with(ComputeType::i8);
    const bool waits = network.wants_calibration();
    const torch::Tensor made = all(data, {.batch_size = 10, .workers = workers}, network, -1);
    CHECK(waits);
    CHECK_FALSE(network.wants_calibration());
    return made;
  };
  const torch::Tensor one = features(images().train, 1);
  CHECK(torch::equal(one, features(images().train, 3)));
  Dataset green = images().train;  // other images, other values
  green.samples.resize(12);
  if (graft_tests::computes_in(ComputeType::i8)) CHECK_FALSE(torch::equal(one.narrow(0, 0, 12), features(green, 1)));
}

TEST_CASE("a skipped image leaves no row, in whichever slice it is") {
  torch::manual_seed(2);
  Network network(TinyNet::graph);
  network.eval();
  Dataset data = images().train;
  const auto whole = all(data, {.batch_size = 24, .workers = 2}, network, -1);
  for (const std::size_t bad : {0U, 7U, 8U, 23U}) {
    Dataset damaged = data;
    damaged.samples[bad].path = images().folder / "nothing.ppm";
    CHECK_THROWS_AS((void)all(damaged, {.batch_size = 24, .workers = 2}, network, -1), DataError);
    damaged.on_bad_image = BadImage::skip;
    const auto index = static_cast<std::int64_t>(bad);
    const auto wanted = torch::cat({whole.narrow(0, 0, index), whole.narrow(0, index + 1, 23 - index)});
    CHECK(torch::allclose(all(damaged, {.batch_size = 24, .workers = 2}, network, -1), wanted, 1e-4, 1e-5));
  }
}

TEST_CASE("what the map throws comes out of next, for the first slice that has something") {
  LoaderOptions options{.batch_size = 24, .workers = 2};
  options.map = [](const torch::Tensor& images) -> torch::Tensor {
    throw std::runtime_error("no room for " + std::to_string(images.size(0)));
  };
  Loader loader(images().train, options);
  CHECK_THROWS_WITH_AS((void)loader.next(), "no room for 8", std::runtime_error);
}

}  // namespace inference_loader_tests
