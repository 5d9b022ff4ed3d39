#include "support/torch_doctest.hpp"

#include <map>
#include <memory>
#include <string>

#include <graft/graph/describe.hpp>
#include <graft/weights/safetensors/read_safetensors.hpp>
#include <graft/weights/save_model.hpp>
#include <graft/weights/state/module_state.hpp>

#include "weights/scratch.hpp"

namespace save_model_tests {

using namespace graft;

struct Small {
  static constexpr auto graph = describe([](auto& net) {
    net.class_name("Small");
    net.input({3, 8, 8});
    net.conv("conv", 2, {.kernel = 3});
    net.flatten();
    net.classifier(net.linear("fc", 2));
  });
};

TEST_CASE("any reader of safetensors finds the weights, and what is graft's own stands beside them") {
  const scratch::Folder folder;
  const auto net = std::make_shared<Network>(Small::graph);
  save_model(folder / "small.safetensors", {.network = net, .class_names = {"cat", "dog"}});
  std::map<std::string, std::string> metadata;
  const StateDict tensors = read_safetensors(folder / "small.safetensors", &metadata);
  for (const auto& [name, tensor] : state_dict(*net)) CHECK(torch::equal(tensors.at(name), tensor));
  CHECK(metadata.at("format") == "pt");
  const std::string& text = metadata.at("graft.model");
  CHECK(text.find("\"class\":\"Small\"") != std::string::npos);
  CHECK(text.find("\"classes\":[\"cat\",\"dog\"]") != std::string::npos);
  CHECK(text.find("\"mean\":[0.485,0.456,0.406]") != std::string::npos);
}

TEST_CASE("what cannot be described in a file is refused, and nothing is written") {
  const scratch::Folder folder;
  CHECK(scratch::complaint<UsageError>([&] { save_model(folder / "none.safetensors", {}); }).find("has no network") !=
        std::string::npos);
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 8, 8});
    net.foreign("body", {4});
  });
  const auto inner = std::make_shared<torch::nn::SequentialImpl>(torch::nn::Flatten(), torch::nn::Linear(192, 4));
  const auto net = std::make_shared<Network>(
      graph, std::vector{ForeignModule{"body", inner, [inner](const torch::Tensor& x) { return inner->forward(x); }}});
  CHECK(scratch::complaint<UsageError>([&] {
          save_model(folder / "own.safetensors", {.network = net});
        }).find("module of your own") != std::string::npos);
  CHECK(folder.files() == 0);
}

}  // namespace save_model_tests
