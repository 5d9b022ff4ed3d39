#include "support/torch_doctest.hpp"

#include <cmath>
#include <string>

#include <graft/engine/eager/resample_grid.hpp>
#include <graft/weights/state/detail/resample_positions.hpp>
#include <graft/weights/state/load_state.hpp>

namespace resample_positions_tests {

using namespace graft;
using graft::detail::GridRule;
using torch::Tensor;

StateDict one(const std::string& name, const Tensor& tensor) {
  StateDict state;
  state.set(name, tensor);
  return state;
}

TEST_CASE("positions for other images are resampled while loading: torchvision's as it does, and told") {
  const Tensor file = torch::randn({1, 1 + 24 * 24, 8}), network = torch::zeros({1, 1 + 14 * 14, 8});
  const LoadReport report = load_state(one("encoder.pos_embedding", network), one("encoder.pos_embedding", file));
  CHECK(report.ok());
  CHECK(report.text() == "1 tensor loaded\n(encoder.pos_embedding resampled from 577 to 197 positions)");
  CHECK(torch::equal(network.narrow(1, 0, 1), file.narrow(1, 0, 1)));
  const Tensor grid = file.narrow(1, 1, 576);
  CHECK(torch::equal(network.narrow(1, 1, 196), graft::detail::resample_grid(grid, 14, 14, GridRule::align_corners)));
}

TEST_CASE("positions under timm's name are resampled as timm does, with a class token or without") {
  const Tensor file = torch::randn({1, 16, 8}), network = torch::zeros({1, 49, 8});
  CHECK(load_state(one("pos_embed", network), one("pos_embed", file)).resampled.size() == 1);
  CHECK(torch::equal(network, graft::detail::resample_grid(file, 7, 7, GridRule::antialias)));
  const Tensor with_class = torch::zeros({1, 50, 8});
  const Tensor file_with_class = torch::randn({1, 17, 8});
  CHECK(load_state(one("pos_embed", with_class), one("pos_embed", file_with_class)).ok());
  CHECK(torch::equal(with_class.narrow(1, 1, 49),
                     graft::detail::resample_grid(file_with_class.narrow(1, 1, 16), 7, 7, GridRule::antialias)));
}

TEST_CASE("what is no position embedding of the same kind stays a mismatch") {
  const auto refuses = [](const std::string& name, const Tensor& network, const Tensor& file) {
    CHECK_THROWS_AS((void)load_state(one(name, network), one(name, file)), WeightsError);
    CHECK(network.abs().max().item<double>() == 0);
  };
  const Tensor network = torch::zeros({1, 197, 8});
  refuses("encoder.pos_embedding", network, torch::randn({1, 577, 16}));
  refuses("encoder.pos_embedding", network, torch::randn({1, 576, 8}));  // without a class token's
  refuses("encoder.pos_embedding", network, torch::randn({1, 570, 8}));
  refuses("encoder.pos_embedding", network, torch::randn({577, 8}));
  refuses("encoder.pos_embedding", network, torch::ones({1, 577, 8}, torch::kLong));
  refuses("encoder.pos_embedding", network, torch::full({1, 577, 8}, NAN));
  refuses("encoder.embedding", network, torch::randn({1, 577, 8}));
}

}  // namespace resample_positions_tests
