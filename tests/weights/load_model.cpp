#include "support/torch_doctest.hpp"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <graft/graph/to_string.hpp>
#include <graft/network/edit.hpp>
#include <graft/weights/load_model.hpp>
#include <graft/weights/pth/read_pth.hpp>
#include <graft/weights/pth/write_pth.hpp>
#include <graft/weights/safetensors/read_safetensors.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>
#include <graft/weights/save_model.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

#include "weights/scratch.hpp"

namespace load_model_tests {

using namespace graft;
using scratch::complaint;

/// What a file of a model says beside its tensors.
std::string description(const std::filesystem::path& file) {
  std::map<std::string, std::string> metadata;
  (void)read_safetensors(file, &metadata);
  return metadata.at("graft.model");
}

TEST_CASE("a model is saved and loaded with no type named, and prints, runs and saves as before") {
  const scratch::Folder folder;
  auto net = std::make_shared<Network>(ResNet18::graph);
  replace(*net, "fc", sequential(Dropout{.p = 0.25}, Named{"out", Linear{2}}));
  net->eval();
  const torch::NoGradGuard no_grad;
  const auto image = torch::randn({1, 3, 64, 64});
  save_model(folder / "net.safetensors",
             {.network = net, .preprocessing = {.resize = 232}, .class_names = {"cat", "d\"og"}, .architecture = "mine"});

  const Model model = load_model(folder / "net.safetensors");
  CHECK(to_string(model.network->graph()) == to_string(net->graph()));
  CHECK(torch::equal(model.network->forward(image), net->forward(image)));
  CHECK(model.class_names == std::vector<std::string>{"cat", "d\"og"});
  CHECK(model.preprocessing == Preprocessing{.resize = 232});
  CHECK(model.architecture == "mine");
  CHECK(model.network->graph().path(model.network->graph().classifier()) == "fc");

  save_model(folder / "again.safetensors", model);
  CHECK(scratch::read(folder / "again.safetensors") == scratch::read(folder / "net.safetensors"));
  remove(*model.network, "fc.0");
  CHECK(model.network->module("fc.out") != nullptr);
}

TEST_CASE("weights alone are taken for the network of the zoo that has such tensors") {
  const scratch::Folder folder;
  Network resnet(ResNet18::graph);
  replace(resnet, "fc", Linear{3});
  write_pth(folder / "resnet.pth", state_dict(resnet));
  const Model model = load_model(folder / "resnet.pth");
  CHECK(model.architecture == "resnet18");
  CHECK(model.network->graph().output_shape() == Shape{3});
  CHECK(torch::equal(model.network->module("layer4.1.conv2")->parameters().front(),
                     resnet.module("layer4.1.conv2")->parameters().front()));

  remove(resnet, "layer4.1");
  write_pth(folder / "short.pth", state_dict(resnet));
  CHECK(complaint<WeightsError>([&] { (void)load_model(folder / "short.pth"); }).find("no network of the zoo") !=
        std::string::npos);
}

TEST_CASE("a whole torchvision model that Python pickled is a model here, with its classes and its logits") {
  const scratch::Folder folder;
  scratch::write(folder / "make.py",
                 "import sys, torch, torchvision\n"
                 "torch.set_num_threads(1)\n"
                 "torch.manual_seed(3)\n"
                 "net = torchvision.models.resnet18(num_classes=3).eval()\n"
                 "torch.save(net, sys.argv[1])\n"
                 "with torch.no_grad():\n"
                 "    torch.save({'logits': net(torch.ones(1, 3, 64, 64))}, sys.argv[2])\n");
  const int made = std::system(("/usr/bin/python3 '" + (folder / "make.py").string() + "' '" + (folder / "net.pth").string() +
                                "' '" + (folder / "logits.pth").string() + "' 2>/dev/null")
                                   .c_str());
  if (!std::filesystem::exists(folder / "logits.pth")) {
    graft_tests::skipped_without(false, "torchvision for /usr/bin/python3");
    CHECK(made != 0);
    return;
  }
  const Model model = load_model(folder / "net.pth");
  CHECK(model.architecture == "resnet18");
  const torch::NoGradGuard no_grad;
  const auto logits = model.network->forward(torch::ones({1, 3, 64, 64})),
             python = read_pth(folder / "logits.pth").at("logits");
  REQUIRE(logits.sizes() == torch::IntArrayRef{1, 3});
  CHECK((logits - python).abs().max().item<double>() < 1e-5 * python.abs().max().item<double>());
}

TEST_CASE("a damaged description is told, and nothing is allocated that the file does not hold") {
  const scratch::Folder folder;
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 8, 8});
    net.conv("conv", 2, {.kernel = 3});
    net.adaptive_avg_pool("pool", 1);
    net.flatten();
    net.classifier(net.linear("fc", 2));
  });
  const auto net = std::make_shared<Network>(graph);
  save_model(folder / "net.safetensors", {.network = net});
  const std::string good = description(folder / "net.safetensors");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    write_safetensors(folder / "bad.safetensors", state_dict(*net), {{"graft.model", text}});
    return complaint<WeightsError>([&] { (void)load_model(folder / "bad.safetensors"); });
  };
  CHECK(with("\"name\":\"fc\"", "\"name\":\"fc\"") == "nothing");
  CHECK(with("\"in\":2,\"out\":2", "\"in\":2,\"out\":2000000").find("more parameters than the file has numbers") !=
        std::string::npos);
  CHECK(with("\"out\":2", "\"out\":99999999999").find("'out' is not as expected") != std::string::npos);
  CHECK(with("\"groups\":1", "\"groups\":0").find("sizes of a Conv2d") != std::string::npos);
  CHECK(with("\"parent\":0", "\"parent\":7").find("'parent'") != std::string::npos);
  CHECK(with("\"module\":1", "\"module\":99").find("'module'") != std::string::npos);
  CHECK(with("\"inputs\":[0]", "\"inputs\":[5]").find("'inputs'") != std::string::npos);
  CHECK(with("\"op\":\"flatten\"", "\"op\":\"jump\"").find("'op'") != std::string::npos);
  CHECK(with("\"kind\":\"Linear\"", "\"kind\":\"Foreign\"").find("'kind'") != std::string::npos);
  CHECK(with("\"in\":3", "\"in\":4").find("do not fit together") != std::string::npos);
  CHECK(with("\"crop\":224", "\"crop\":0").find("'crop'") != std::string::npos);
  CHECK(with("\"name\":\"fc\"", "\"name\":\"conv\"").find("'name'") != std::string::npos);
  CHECK(with("{\"version\"", "[\"version\"").find("bad.safetensors") != std::string::npos);
}

}  // namespace load_model_tests
