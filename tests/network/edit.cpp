#include "support/torch_doctest.hpp"

#include <string>

#include <graft/network/edit.hpp>
#include <graft/network/freeze.hpp>
#include <graft/network/look.hpp>
#include <graft/network/to_string.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/look.hpp>
#include <graft/policy/slice.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace edit_at_run_time_tests {

using namespace graft;
using torch::Tensor;

template <class Exception, class Action>
std::string complaint(Action action) {
  try {
    action();
  } catch (const Exception& error) {
    return error.what();
  }
  return "nothing";
}

Tensor weight(Network& net, const std::string& path) { return net.module(path)->named_parameters(false)["weight"]; }

TEST_CASE("what stays after an edit is the same module with the same weights") {
  Network net(AlexNet::graph);
  net.eval();
  const torch::NoGradGuard no_grad;
  const Tensor image = torch::randn({1, 3, 70, 70});
  const auto conv = net.module("features.3");
  const Tensor fourth = weight(net, "classifier.4").clone();

  remove(net, "classifier.6");
  CHECK(to_string(net) == to_string<Without<AlexNet, "classifier.6">>());
  CHECK(net.forward(image).sizes() == torch::IntArrayRef{1, 4096});
  CHECK(net.module("features.3") == conv);
  CHECK(torch::equal(weight(net, "classifier.4"), fourth));

  remove(net, "classifier.3");  // a Dropout: those behind it move up
  CHECK(torch::equal(weight(net, "classifier.3"), fourth));
  CHECK(complaint<UsageError>([&] { (void)net.module("classifier.5"); }).find("no module") != std::string::npos);

  append(net, "classifier", Linear{3}, sequential(ReLU{}, Linear{2}));
  CHECK(net.forward(image).sizes() == torch::IntArrayRef{1, 2});
  CHECK(net.module("classifier.5") != nullptr);
  CHECK(net.graph().path(net.graph().classifier()) == "classifier.6.1");
  CHECK(named_parameters(net).size() == 2 * (5 + 2 + 2));
}

TEST_CASE("the tutorial's edits give the texts and the numbers that the types give") {
  Network net(AlexNet::graph);
  slice(net, "classifier", 0, -2);
  CHECK(to_string(net) == to_string<Slice<AlexNet, "classifier", 0, -2>>());
  replace(net, "classifier.4", LinearHead<7>{});
  CHECK(get<Linear>(net.graph().module(net.graph().find("classifier.4")).layer) == Linear{.out = 7, .in = 4096});
  remove(net, "classifier");
  CHECK(net.graph().output_shape() == Shape{9216});
  append(net, "", Named{"block", sequential(Linear{20}, ReLU{})});
  CHECK(net.forward(torch::zeros({1, 3, 70, 70})).sizes() == torch::IntArrayRef{1, 20});
}

TEST_CASE("the result is that of the layers that stay") {
  Network net(ResNet18::graph);
  net.eval();
  const torch::NoGradGuard no_grad;
  const Tensor image = torch::randn({2, 3, 64, 64});
  const Tensor logits = net.forward(image), fc = weight(net, "fc"), bias = net.module("fc")->named_parameters(false)["bias"];
  remove(net, "fc");
  const Tensor features = net.forward(image);
  CHECK(torch::allclose(torch::linear(features, fc, bias), logits, 1e-5, 1e-6));
}

TEST_CASE("other input channels adapt the filters as timm does") {
  Network net(ResNet18::graph);
  net.eval();
  const torch::NoGradGuard no_grad;
  const Tensor filters = weight(net, "conv1").clone(), grey = torch::randn({1, 1, 64, 64});
  const Tensor as_rgb = net.forward(grey.repeat({1, 3, 1, 1}));
  input_channels(net, 1);
  CHECK(torch::allclose(weight(net, "conv1"), filters.sum(1, true)));
  CHECK(torch::allclose(net.forward(grey), as_rgb, 1e-4, 1e-4));
  CHECK(net.graph().input_shape() == Shape{1, 224, 224});
}

TEST_CASE("bodies and cuts run as far as they reach") {
  Network net(ResNet18::graph);
  net.eval();
  const torch::NoGradGuard no_grad;
  body(net);
  CHECK(net.forward(torch::zeros({1, 3, 64, 64})).sizes() == torch::IntArrayRef{1, 512, 2, 2});
  up_to(net, "layer2");
  CHECK(net.forward(torch::zeros({1, 3, 64, 64})).sizes() == torch::IntArrayRef{1, 128, 8, 8});
  CHECK(net.named_children().size() == 6);
}

TEST_CASE("what is frozen stays frozen through an edit, and what comes in trains") {
  Network net(ResNet18::graph);
  freeze(net);
  replace(net, "fc", Linear{2});
  net.train();
  CHECK(net.trainable_parameters().size() == 2);
  CHECK_FALSE(net.module("bn1")->is_training());
  CHECK(net.module("fc")->is_training());
}

TEST_CASE("a wrong edit is told and changes nothing") {
  Network net(AlexNet::graph);
  const std::string before = to_string(net);
  CHECK(complaint<UsageError>([&] { remove(net, "clasifier.6"); }) ==
        "this network has no module \"clasifier.6\"; did you mean \"classifier.6\"?");
  CHECK(complaint<ShapeError>([&] { slice(net, "classifier", 4); }) ==
        "this edit does not fit together: classifier.4 takes 4096 features, gets 9216");
  CHECK(complaint<ShapeError>([&] {
          append(net, "classifier", Named{"6", ReLU{}});
        }).find("has the name of another module") != std::string::npos);
  CHECK(complaint<ShapeError>([&] { input_channels(net, 0); }).find("features.0") != std::string::npos);
  CHECK(to_string(net) == before);
  CHECK(net.forward(torch::zeros({1, 3, 70, 70})).size(1) == 1000);
}

}  // namespace edit_at_run_time_tests
