#include "support/torch_doctest.hpp"

#include <graft/network/fingerprint.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/network.hpp>

#include "train/small_world.hpp"

namespace fingerprint_tests {

using namespace graft;
using small_world::TinyNet;

TEST_CASE("only what the calls compute with is in it; of what is frozen, LibTorch's count of writes") {
  Network network(TinyNet::graph);
  const int end = network.graph().call_count(), cut = end - 1;
  freeze(network);
  unfreeze(network, "fc");
  const auto before = fingerprint(network, 1, cut), behind = fingerprint(network, cut, end);
  CHECK(fingerprint(network, 1, cut) == before);
  network.module("fc")->as<torch::nn::Linear>()->weight.data().add_(1);
  CHECK(fingerprint(network, 1, cut) == before);
  CHECK(fingerprint(network, cut, end) != behind);
  const torch::NoGradGuard no_grad;
  network.module("layer1.0.conv1")->as<torch::nn::Conv2d>()->weight.add_(1);
  CHECK(fingerprint(network, 1, cut) != before);
}

}  // namespace fingerprint_tests
