#include "support/torch_doctest.hpp"

#include <string>

#include <graft/network/freeze.hpp>
#include <graft/network/summary.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/look.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace module_summary_tests {

using namespace graft;

TEST_CASE("the summary of a network says what trains now") {
  Network net(ResNet18::graph);
  CHECK(summary(net).text() == summary<ResNet18>().text());
  apply_freeze<FreezeAllBut<Fc>>(net);
  const Summary result = summary(net);
  CHECK(result.trainable_parameters == 513'000);
  CHECK(result.frozen_prefix == "avgpool");
  CHECK(result.rows.back().trains);
}

TEST_CASE("shapes follow the images that are asked about, and images that do not fit are told") {
  Network net(ResNet18::graph);
  CHECK(summary(net, {3, 64, 64}).rows.front().output == Shape{64, 32, 32});
  CHECK_THROWS_AS((void)summary(net, {4, 64, 64}), ShapeError);
}

TEST_CASE("of a module that the table cannot see the summary has the parameters and says that shapes are unknown") {
  torch::nn::Sequential net(torch::nn::Linear(3, 4), torch::nn::ReLU(), torch::nn::Linear(4, 2));
  net->children().front()->named_parameters()["weight"].set_requires_grad(false);
  const Summary result = summary(*net);
  CHECK(result.parameters == 16 + 10);
  CHECK(result.trainable_parameters == 26 - 12);
  CHECK(result.rows.size() == 3);
  CHECK(result.text().find("unknown") != std::string::npos);
}

}  // namespace module_summary_tests
