#include "support/torch_doctest.hpp"

#include <graft/weights/state/state_dict.hpp>

#include "weights/scratch.hpp"

TEST_CASE("a state dict keeps the order of insertion and replaces in place") {
  graft::StateDict tensors;
  tensors.set("b", torch::zeros({1}));
  tensors.set("a", torch::zeros({2}));
  tensors.set("b", torch::zeros({3}));
  CHECK(tensors.size() == 2);
  CHECK(tensors.names() == std::vector<std::string>{"b", "a"});
  CHECK(tensors.at("b").size(0) == 3);
  CHECK(tensors.find("c") == nullptr);
  CHECK(tensors.contains("a"));
  for (const auto& [name, tensor] : tensors) CHECK(tensor.size(0) == (name == "b" ? 3 : 2));
}

TEST_CASE("asking a state dict for a missing tensor names the closest one") {
  graft::StateDict tensors;
  tensors.set("layer4.2.conv3.weight", torch::zeros({1}));
  tensors.set("fc.weight", torch::zeros({1}));
  const std::string said = scratch::complaint<graft::WeightsError>([&] { tensors.at("layer4.3.conv3.weight"); });
  CHECK(said == "no tensor 'layer4.3.conv3.weight' among 2: did you mean 'layer4.2.conv3.weight'?");
  CHECK(scratch::complaint<graft::WeightsError>([&] { tensors.at("zzz"); }) == "no tensor 'zzz' among 2 tensors");
}
