#include "support/torch_doctest.hpp"

#include <string>

#include <graft/policy/deep_lab_head.hpp>
#include <graft/policy/fcos_head.hpp>
#include <graft/policy/freeze_none.hpp>
#include <graft/policy/freeze_up_to.hpp>
#include <graft/policy/input_channels.hpp>
#include <graft/policy/lraspp_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/tuner/fine_tuner.hpp>
#include <graft/weights/load_model.hpp>
#include <graft/weights/write_weights.hpp>
#include <graft/zoo/mobilenet_v3.hpp>
#include <graft/zoo/resnet.hpp>

#include "train/small_world.hpp"
#include "weights/scratch.hpp"

namespace dense_heads_tests {

using namespace graft;
using small_world::state_of;

/// A file with values for every tensor of a network, made by their names.
template <class Net>
std::string file_of(const scratch::Folder& folder, const Net& net) {
  const std::string file = (folder / "weights.pth").string();
  write_weights(file, state_dict(net), {});
  return file;
}

template <class B>
Network filled() {
  Network net(B::graph);
  small_world::fill(net);
  return net;
}

using Streets = FineTuner<ResNet18, DeepLabHead<3>, FreezeUpTo<Layer3>, SGD>;

TEST_CASE("weights of a backbone go to its place in a dense network, and the head keeps its initial values") {
  const scratch::Folder folder;
  const Network backbone = filled<ResNet18>();
  Streets fresh, tuner{{.weights = file_of(folder, backbone)}};
  CHECK(tuner.load_report().ok());
  const auto wanted = state_of(backbone), got = state_of(tuner.network()), drawn = state_of(fresh.network());
  std::size_t loaded = 0;
  for (const auto& [name, tensor] : got) {
    CAPTURE(name);
    const bool is_trunk = name.starts_with("backbone.");
    CHECK(torch::equal(tensor, is_trunk ? wanted.at(name.substr(9)) : drawn.at(name)));
    loaded += is_trunk ? 1 : 0;
  }
  CHECK(loaded + 2 == wanted.size());  // all but fc
}

TEST_CASE("a file of a whole dense network loads by its names; of another number of classes, its backbone does") {
  const scratch::Folder folder;
  Streets first;
  small_world::fill(first.network());
  const std::string file = file_of(folder, first.network());
  const auto wanted = state_of(first.network());
  Streets second{{.weights = file}}, third;
  CHECK(small_world::difference(state_of(second.network()), wanted) == "");
  CHECK(third.load(file).ok());
  CHECK(small_world::difference(state_of(third.network()), wanted) == "");
  FineTuner<ResNet18, DeepLabHead<5>, FreezeUpTo<Layer3>, SGD> five{{.weights = file}};
  for (const auto& [name, tensor] : state_of(five.network()))
    if (name.starts_with("backbone.")) CHECK(torch::equal(tensor, wanted.at(name)));
}

TEST_CASE("weights of an edited backbone, and of one whose features alone are in the network") {
  const scratch::Folder folder;
  const Network plain = filled<ResNet18>();
  FineTuner<InputChannels<ResNet18, 1>, DeepLabHead<3>, FreezeUpTo<Layer3>, SGD> grey{{.weights = file_of(folder, plain)}};
  const auto of_plain = state_of(plain), of_grey = state_of(grey.network());
  CHECK(torch::allclose(of_grey.at("backbone.conv1.weight"), of_plain.at("conv1.weight").sum(1, true)));
  CHECK(torch::equal(of_grey.at("backbone.layer4.1.conv2.weight"), of_plain.at("layer4.1.conv2.weight")));
  const Network small = filled<MobileNetV3Small>();
  FineTuner<MobileNetV3Small, LrasppHead<2>, FreezeNone, SGD> mobile{{.weights = file_of(folder, small)}};
  CHECK(mobile.load_report().ok());
  const auto of_small = state_of(small), of_mobile = state_of(mobile.network());
  CHECK(torch::equal(of_mobile.at("backbone.12.1.running_var"), of_small.at("features.12.1.running_var")));
  CHECK(torch::equal(of_mobile.at("backbone.3.block.1.0.weight"), of_small.at("features.3.block.1.0.weight")));
}

TEST_CASE("a detector begins with its own initial values, without weights and with those of its backbone") {
  const scratch::Folder folder;
  using People = FineTuner<ResNet18, FcosHead<1>, FreezeUpTo<Layer2>, SGD>;
  People drawn, loaded{{.weights = file_of(folder, filled<ResNet18>())}};
  for (People* tuner : {&drawn, &loaded}) {
    const auto& logits = *tuner->network().module("head.classification_head.cls_logits")->as<torch::nn::Conv2d>();
    CHECK(torch::sigmoid(logits.bias).item<double>() == doctest::Approx(0.01).epsilon(1e-5));
    CHECK(logits.weight.abs().max().item<double>() < 0.06);
  }
  CHECK(People::prefix == region_of(People::graph, People::graph.find("backbone.body.layer2")).last + 1);
}

TEST_CASE("a dense network is saved and read as a model: the same outputs, the layers of the backbone by their own names") {
  const scratch::Folder folder;
  Streets tuner;
  small_world::fill(tuner.network());
  const std::string file = (folder / "model.pth").string();
  tuner.save(file);
  const Model model = load_model(file);
  const torch::NoGradGuard no_grad;
  const torch::Tensor images = torch::randn({1, 3, 65, 80});
  tuner.network().eval();
  model.network->eval();
  CHECK(torch::equal(model.network->forward(images), tuner.network().forward(images)));
  CHECK(model.network->graph().find_layer("layer3").exists());
  CHECK(model.network->graph().outputs().size() == 1);
}

}  // namespace dense_heads_tests
