#include "support/torch_doctest.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <graft/engine/eager/execute.hpp>
#include <graft/engine/eager/make_leaf.hpp>
#include <graft/engine/eager/resample_grid.hpp>
#include <graft/graph/net.hpp>

namespace resample_grid_tests {

using namespace graft;
using graft::detail::GridRule;
using torch::Tensor;

/// Embeddings of two features of a square grid, as the recorded ones.
Tensor embeddings(std::int64_t side) { return torch::sin(torch::arange(side * side * 2, torch::kDouble)).view({1, -1, 2}); }

TEST_CASE("a grid of positions is resampled as PyTorch does, by either rule") {
  std::ifstream file(GRAFT_TEST_DATA "engine/eager/recorded/resample_grid.txt");
  REQUIRE(file);
  int compared = 0;
  for (std::string line; std::getline(file, line); ++compared) {
    std::istringstream words(line);
    std::string rule;
    std::int64_t side = 0, rows = 0, columns = 0;
    words >> rule >> side >> rows >> columns;
    CAPTURE(line.substr(0, 30));
    std::vector<double> values;
    for (double value = 0; words >> value;) values.push_back(value);
    const Tensor wanted = torch::tensor(values, torch::kDouble).view({1, rows * columns, 2});
    const GridRule how = rule == "antialias" ? GridRule::antialias : GridRule::align_corners;
    const Tensor positions = embeddings(side);
    CHECK(torch::allclose(graft::detail::resample_grid(positions, rows, columns, how), wanted, 1e-9, 1e-10));
    const Tensor single = graft::detail::resample_grid(positions.to(torch::kFloat), rows, columns, how);
    CHECK((single.scalar_type() == torch::kFloat));
    CHECK(torch::allclose(single, wanted.to(torch::kFloat), 1e-5, 1e-6));
    const Tensor half = graft::detail::resample_grid(positions.to(torch::kHalf), rows, columns, how);
    CHECK((half.scalar_type() == torch::kHalf));
    CHECK(torch::allclose(half.to(torch::kFloat), wanted.to(torch::kFloat), 1e-2, 1e-2));
  }
  CHECK(compared == 10);
}

TEST_CASE("positions of no patch stay, the rest follows the images, and nothing is done for the grid that is there") {
  Net net;
  const auto images = net.input({3, 16, 16});
  const auto positions = net.read(net.parameter("positions", {.shape = {1 + 16, 2}}));
  net.resample_positions(positions, images, {.patch = 4, .prefix = 1});
  const GraphView graph = net.tables();
  REQUIRE(graph.check().ok());
  graft::detail::Leaves leaves;
  leaves.modules.resize(graph.modules().size());
  leaves.functions.resize(graph.calls().size());
  const Tensor all = torch::cat({torch::full({1, 1, 2}, 5.0, torch::kDouble), embeddings(4)}, 1).requires_grad_();
  const auto run = [&](std::int64_t height, std::int64_t width) {
    const std::vector<Tensor> inputs{all, torch::zeros({2, 3, height, width})};
    return graft::detail::execute(graph, {2}, leaves, inputs);
  };
  CHECK(run(16, 16).is_same(all));
  const Tensor other = run(12, 20);
  CHECK(other.sizes() == torch::IntArrayRef{1, 1 + 15, 2});
  CHECK(torch::equal(other.narrow(1, 0, 1), all.narrow(1, 0, 1)));
  CHECK(torch::equal(other.narrow(1, 1, 15), graft::detail::resample_grid(embeddings(4), 3, 5, GridRule::antialias)));
  other.sum().backward();
  CHECK(all.grad().abs().min().item<double>() > 0);  // positions train, whatever the images' size
  CHECK_FALSE(graft::detail::is_overwritable(graph, {2}, leaves));
}

TEST_CASE("only whole squares are grids, and nothing absurd is looked at") {
  CHECK(graft::detail::is_square(1369));
  CHECK_FALSE(graft::detail::is_square(1370));
  CHECK_FALSE(graft::detail::is_square(0));
  CHECK_FALSE(graft::detail::is_square(std::int64_t{1} << 62));
}

}  // namespace resample_grid_tests
