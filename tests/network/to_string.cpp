#include "support/torch_doctest.hpp"

#include <sstream>
#include <string>

#include <graft/network/look.hpp>
#include <graft/network/to_string.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace module_to_string_tests {

using namespace graft;

struct MyModelImpl : torch::nn::Module {
  MyModelImpl() {
    register_module("layer1",
                    torch::nn::Sequential(torch::nn::Linear(3, 4),
                                          torch::nn::Conv2d(torch::nn::Conv2dOptions(4, 8, {3, 1}).padding(1).bias(false))));
    register_module("act", torch::nn::Sigmoid());
    register_module("drop", torch::nn::Dropout(0.1));
    register_module("embed", torch::nn::Embedding(10, 2));
  }
};

TEST_CASE("a module of the user's own is printed as Python prints it") {
  CHECK(to_string(MyModelImpl()) ==
        "MyModel(\n"
        "  (layer1): Sequential(\n"
        "    (0): Linear(in_features=3, out_features=4, bias=True)\n"
        "    (1): Conv2d(4, 8, kernel_size=(3, 1), stride=(1, 1), padding=(1, 1), bias=False)\n"
        "  )\n"
        "  (act): Sigmoid()\n"
        "  (drop): Dropout(p=0.1, inplace=False)\n"
        "  (embed): Embedding(num_embeddings=10, embedding_dim=2)\n"
        ")");
}

TEST_CASE("the parts of a network are printed one by one as the whole is") {
  Network net(ResNet18::graph);
  std::ostringstream whole;
  whole << net;
  CHECK(whole.str() == to_string(GraphView(ResNet18::graph)));
  for (auto& [path, module] : named_modules(net))
    if (!path.empty()) CHECK(to_string(*module) == to_string(net.graph(), net.graph().find(path)));
  Network alexnet(AlexNet::graph);
  for (auto& [path, module] : named_modules(alexnet))
    if (!path.empty()) CHECK(to_string(*module) == to_string(alexnet.graph(), alexnet.graph().find(path)));
}

}  // namespace module_to_string_tests
