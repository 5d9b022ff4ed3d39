#include "support/computes_in.hpp"
#include "support/torch_doctest.hpp"

#include <vector>

#include <graft/data/loader/calibrate.hpp>
#include <graft/engine/plan/plan.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/network.hpp>

#include "train/small_world.hpp"

namespace calibrate_tests {

using namespace graft;
using small_world::TinyNet;

/// What is found for a frozen network, always of the same weights.
std::vector<float> found(const Dataset& images, const LoaderOptions& options, ComputeType type) {
  torch::manual_seed(1);
  Network network(TinyNet::graph);
  freeze(network);
  network.eval();
  network.compute_with(type);
  calibrate(network, images, options);
  CHECK_FALSE(network.wants_calibration());
  return network.calibration();
}

TEST_CASE("the calibration follows from the images, whatever the number of workers; other types have none") {
  const small_world::Images images;
  const auto here = found(images.train, {.workers = 0}, ComputeType::i8);
  CHECK((here == found(images.train, {.workers = 2}, ComputeType::i8)));
  CHECK(found(images.train, {}, ComputeType::f32).empty());
  const bool has_int8 = graft_tests::computes_in(ComputeType::i8);
  CHECK(here.empty() != has_int8);
  if (has_int8) CHECK((here != found(images.val, {.workers = 0}, ComputeType::i8)));
}

}  // namespace calibrate_tests
