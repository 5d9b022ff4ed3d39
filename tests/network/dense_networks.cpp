#include "support/torch_doctest.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <graft/engine/plan/plan.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/network.hpp>

#include "engine/plan/plan_checks.hpp"
#include "network/dense_outputs.hpp"
#include "policy/dense_networks.hpp"
#include "train/small_world.hpp"

namespace dense_network_tests {

using namespace graft;
using plan_tests::difference;
using torch::Tensor;

/// A line `value` of policy/recorded/dense.txt.
struct Recorded {
  double sum = 0, max_abs = 0;
  std::vector<double> some;
};

/// By `NAME OUTPUT HEIGHTxWIDTH`.
std::map<std::string, Recorded> recorded() {
  std::map<std::string, Recorded> all;
  std::ifstream file(GRAFT_TEST_DATA "policy/recorded/dense.txt");
  REQUIRE(file);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word, name, output, size;
    if (words >> word >> name >> output >> size; word != "value") continue;
    Recorded& value = all[name + " " + output + " " + size];
    words >> value.sum >> value.max_abs;
    for (double one = 0; words >> one;) value.some.push_back(one);
  }
  return all;
}

void compare(const Tensor& got, const Recorded& wanted) {
  const Tensor all = got.to(torch::kDouble).contiguous().flatten();
  const std::int64_t step = all.numel() / 32;
  REQUIRE(wanted.some.size() == 32);
  double worst = 0;
  for (std::size_t i = 0; i < wanted.some.size(); ++i)
    worst = std::max(worst, std::abs(all[static_cast<std::int64_t>(i) * step].item<double>() - wanted.some[i]));
  CHECK(worst / wanted.max_abs < 1e-5);
  CHECK(all.abs().max().item<double>() == doctest::Approx(wanted.max_abs).epsilon(1e-5));
  CHECK(std::abs(all.sum().item<double>() - wanted.sum) < 1e-5 * wanted.max_abs * static_cast<double>(all.numel()));
}

Tensor image_of(std::int64_t height, std::int64_t width) {
  Tensor image = torch::empty({1, 3, height, width});
  graft_tests::deterministic_fill("input", {image.data_ptr<float>(), static_cast<std::size_t>(image.numel())}, 1, 0);
  return image;
}

TEST_CASE("networks for segmentation and detection compute what torchvision's do, for images of two sizes, plans too") {
  torch::set_num_threads(1);
  const auto values = recorded();
  const torch::NoGradGuard no_grad;
  std::size_t compared = 0;
  for (const auto& [name, make] : dense_networks::all()) {
    Network net(make());
    small_world::fill(net);
    net.eval();
    for (const auto& [height, width] : {std::pair{97, 129}, std::pair{128, 160}}) {
      const Tensor image = image_of(height, width);
      const auto outputs = dense_networks::outputs(net, image);
      for (const auto& [output, value] : outputs) {
        const std::string heading =
            std::string(name) + " " + output + " " + std::to_string(height) + "x" + std::to_string(width);
        CAPTURE(heading);
        REQUIRE(values.contains(heading));
        compare(value, values.at(heading));
        ++compared;
      }
      CHECK(difference(Plan(net, {.type = ComputeType::f32})(image), net.forward(image)) < 1e-5);
    }
  }
  CHECK(compared == values.size());
}

}  // namespace dense_network_tests
