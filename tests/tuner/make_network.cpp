#include "support/torch_doctest.hpp"

#include <string>

#include <graft/policy/append.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/input_channels.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/replace.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/policy/without.hpp>
#include <graft/tuner/feature_extractor.hpp>
#include <graft/tuner/fine_tuner.hpp>
#include <graft/tuner/make_network.hpp>
#include <graft/weights/pth/write_pth.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/zoo/resnet.hpp>
#include <graft/zoo/shufflenet_v2.hpp>

#include "weights/scratch.hpp"

namespace make_network_tests {

using namespace graft;

torch::Tensor weight(const Network& net, const std::string& path) {
  return net.module(path)->named_parameters(false)["weight"];
}

TEST_CASE("a network and its edits load the original's weights") {
  const scratch::Folder folder;
  const auto original = make_network<ResNet18>();
  write_pth(folder / "resnet18.pth", state_dict(*original));
  const Weights file{folder / "resnet18.pth"};

  const auto same = make_network<ResNet18>(file);
  CHECK(torch::equal(weight(*same, "fc"), weight(*original, "fc")));

  // Those behind a block that was removed move up: their weights with them.
  const auto shorter = make_network<Without<ResNet18, "layer1.0">>(file);
  CHECK(torch::equal(weight(*shorter, "layer1.0.conv1"), weight(*original, "layer1.1.conv1")));
  CHECK(torch::equal(weight(*shorter, "fc"), weight(*original, "fc")));

  const auto grey = make_network<InputChannels<ResNet18, 1>>(file);
  CHECK(torch::allclose(weight(*grey, "conv1"), weight(*original, "conv1").sum(1, true)));

  const auto longer = make_network<Append<Replace<ResNet18, "fc", Linear{3}>, "", Named{"more", Linear{2}}>>(file);
  CHECK(weight(*longer, "fc").size(0) == 3);
  CHECK(weight(*longer, "more").sizes() == torch::IntArrayRef{2, 3});
  CHECK(torch::equal(weight(*longer, "layer4.1.conv2"), weight(*original, "layer4.1.conv2")));

  // What an edited network saved itself fits it as it is.
  write_pth(folder / "longer.pth", state_dict(*longer));
  const auto again =
      make_network<Append<Replace<ResNet18, "fc", Linear{3}>, "", Named{"more", Linear{2}}>>(folder / "longer.pth");
  CHECK(torch::equal(weight(*again, "more"), weight(*longer, "more")));
}

TEST_CASE("an edited backbone trains in a FineTuner from the original's weights") {
  const scratch::Folder folder;
  const auto original = make_network<ResNet18>();
  write_pth(folder / "resnet18.pth", state_dict(*original));
  FineTuner<Without<ResNet18, "fc">, LinearHead<2>, FreezeAllBut<Classifier>, SGD> tuner{{.weights = folder / "resnet18.pth"}};
  CHECK(torch::equal(weight(tuner.network(), "layer4.1.conv2"), weight(*original, "layer4.1.conv2")));
  CHECK(weight(tuner.network(), "head").sizes() == torch::IntArrayRef{2, 512});
  CHECK(tuner.network().trainable_parameters().size() == 2);
}

TEST_CASE("a file of another network is told") {
  const scratch::Folder folder;
  write_pth(folder / "other.pth", state_dict(*make_network<ResNet34>()));
  using Edited = Without<ResNet18, "fc">;
  CHECK_THROWS_AS((void)make_network<Edited>(folder / "other.pth"), WeightsError);
}

TEST_CASE("a file of a neighbour says which network of the zoo it fits, whoever reads it") {
  const scratch::Folder folder;
  const std::string file = (folder / "weights.pth").string();
  write_pth(file, state_dict(*make_network<ShuffleNetV2_x1_0>()));
  const auto told = [](auto make) {
    const std::string text = scratch::complaint<WeightsError>(make);
    return text.ends_with("; they fit shufflenet_v2_x1_0") && text.find('\n') == std::string::npos;
  };
  using Tuner = FineTuner<ShuffleNetV2_x0_5, LinearHead<2>, FreezeAllBut<Classifier>, SGD>;
  CHECK(told([&] { (void)make_network<ShuffleNetV2_x0_5>(file); }));
  CHECK(told([&] { (void)make_network("shufflenet_v2_x1_5", {.classes = 3, .weights = file}); }));
  CHECK(told([&] { (void)make_network("mobilenet_v3_small", {.weights = file}); }));
  CHECK(told([&] { Tuner tuner{{.weights = file}}; }));
  CHECK(told([&] { FeatureExtractor<ShuffleNetV2_x0_5> features{{.weights = file}}; }));
}

TEST_CASE("by its name a network is what its type makes, with its own classifier or another one") {
  const scratch::Folder folder;
  const auto original = make_network<ResNet18>();
  write_pth(folder / "resnet18.pth", state_dict(*original));
  const auto same = make_network("resnet18", {.weights = folder / "resnet18.pth"});
  CHECK(torch::equal(weight(*same, "fc"), weight(*original, "fc")));
  const auto other = make_network("resnet18", {.classes = 5, .weights = folder / "resnet18.pth"});
  CHECK(torch::equal(weight(*other, "layer4.1.conv2"), weight(*original, "layer4.1.conv2")));
  CHECK(weight(*other, "fc").sizes() == torch::IntArrayRef{5, 512});
  CHECK(scratch::complaint<UsageError>([] { (void)make_network("resnet18", {.classes = -1}); }) ==
        "a network has at least 1 class, or 0 for its own; got -1");
  CHECK(scratch::complaint<UsageError>([] { (void)make_network("vit_b16"); }).find("the closest are vit_b_16") !=
        std::string::npos);
}

}  // namespace make_network_tests
