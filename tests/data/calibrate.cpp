#include "support/torch_doctest.hpp"

#include <vector>

#include <graft/data/calibrate.hpp>
#include <graft/runtime/freeze.hpp>
#include <graft/runtime/network.hpp>
#include <graft/runtime/plan.hpp>

#include "train/small_world.hpp"

namespace calibrate_tests {

using namespace graft;
using small_world::TinyNet;

/// What is found for a frozen network, always of the same weights.
std::vector<float> found(const Dataset& pictures, const LoaderOptions& options, ComputeType type) {
  torch::manual_seed(1);
  Network network(TinyNet::graph);
  freeze(network);
  network.eval();
  network.compute_with(type);
  calibrate(network, pictures, options);
  CHECK_FALSE(network.wants_calibration());
  return network.calibration();
}

TEST_CASE("the calibration follows from the pictures, whatever the number of workers; other types have none") {
  const small_world::Pictures pictures;
  const auto here = found(pictures.train, {.workers = 0}, ComputeType::i8);
  CHECK((here == found(pictures.train, {.workers = 2}, ComputeType::i8)));
  CHECK(found(pictures.train, {}, ComputeType::f32).empty());
  const bool has_int8 = available(ComputeType::i8, torch::kCPU) == ComputeType::i8;
  CHECK(here.empty() != has_int8);
  if (has_int8) CHECK((here != found(pictures.val, {.workers = 0}, ComputeType::i8)));
}

}  // namespace calibrate_tests
