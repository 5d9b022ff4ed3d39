#include "support/torch_doctest.hpp"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <graft/engine/eager/make_leaf.hpp>
#include <graft/graph/remove.hpp>
#include <graft/graph/tables_of.hpp>
#include <graft/graph/to_string.hpp>
#include <graft/network/edit.hpp>
#include <graft/weights/load_model.hpp>
#include <graft/weights/pth/read_pth.hpp>
#include <graft/weights/pth/write_pth.hpp>
#include <graft/weights/safetensors/read_safetensors.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>
#include <graft/weights/save_model.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/zoo/known_network.hpp>

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
  save_model(folder / "net.safetensors", {.network = net,
                                          .preprocessing = {.resize = 232, .interpolation = Interpolation::bicubic},
                                          .class_names = {"cat", "d\"og"},
                                          .architecture = "mine"});

  const Model model = load_model(folder / "net.safetensors");
  CHECK(to_string(model.network->graph()) == to_string(net->graph()));
  CHECK(torch::equal(model.network->forward(image), net->forward(image)));
  CHECK(model.class_names == std::vector<std::string>{"cat", "d\"og"});
  CHECK(model.preprocessing == Preprocessing{.resize = 232, .interpolation = Interpolation::bicubic});
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

/// A network's tensors with other numbers of classes, small in memory: half precision, and of one value.
StateDict state_of(GraphView net, std::int64_t classes) {
  Tables tables = tables_of(net);
  for (graft::Module& module : tables.modules) {
    if (auto* linear = get_if<Linear>(&module.layer); linear != nullptr && linear->out == 1000) linear->out = classes;
    if (auto* conv = get_if<Conv2d>(&module.layer); conv != nullptr && conv->out == 1000) conv->out = classes;
  }
  if (Layer& last = tables.modules[net.classifier().index()].layer; is_a<Identity>(last))
    last = Linear{.out = classes, .in = net.output_shape().elements()};
  const GraphView changed = tables;
  StateDict state;
  for (ModuleId row{0}; row < changed.module_count(); ++row)
    graft::detail::visit_layer(
        [&](const auto& layer) {
          layer.each_state([&](const StateEntry& entry) {
            std::string name(changed.path(row).view());
            if (!entry.name.empty()) name.append(".").append(entry.name);
            state.set(name, torch::full({}, 0.5, torch::kHalf).expand(graft::detail::sizes_of(entry.shape)));
          });
        },
        changed.module(row).layer);
  return state;
}

TEST_CASE("weights alone are recognised of every network of the zoo, for any number of classes") {
  const scratch::Folder folder;
  for (const KnownNetwork& known : known_networks()) {
    CAPTURE(std::string(known.name));
    const Tables net = known.tables();
    if (GraphView(net).parameter_count() > 70'000'000) continue;  // for the memory of small machines
    write_safetensors(folder / "state.safetensors", state_of(net, 7));
    const Model model = load_model(folder / "state.safetensors");
    CHECK(model.architecture == known.name);
    CHECK(model.network->graph().output_shape() == Shape{7});
    CHECK(model.network->parameters().back().reshape(-1)[6].item<float>() == 0.5F);
  }
  // A backbone that gives features, as it is published.
  StateDict features;
  for (const auto& [name, tensor] : state_of(DINOv2_ViT_S_14_Reg4::graph, 7))
    if (!name.starts_with("head.")) features.set(name, tensor);
  write_safetensors(folder / "state.safetensors", features);
  CHECK(load_model(folder / "state.safetensors").network->graph().output_shape() == Shape{384});
  // As torchvision has it after loading its weights.
  Tables without = remove(GraphView(GoogLeNet::graph), "aux1");
  without = remove(GraphView(without), "aux2");
  write_safetensors(folder / "state.safetensors", state_of(without, 1000));
  const Model model = load_model(folder / "state.safetensors");
  CHECK(model.architecture == "googlenet");
  CHECK(model.network->graph().outputs().empty());
}

/// ViT-B/16's family, in milliseconds.
struct TinyViT
    : VisionTransformer<VisionTransformerConfig{.image = 32, .patch = 8, .layers = 2, .heads = 4, .hidden = 32, .mlp = 48}> {};

template <class Backbone>
void saves_and_loads(std::int64_t side) {
  const scratch::Folder folder;
  const auto net = std::make_shared<Network>(Backbone::graph);
  const std::string classifier(net->graph().path(net->graph().classifier()).view());
  replace(*net, classifier, sequential(Dropout{.p = 0.25}, Named{"out", Linear{2}}));
  net->eval();
  save_model(folder / "net.safetensors", {.network = net});
  const Model model = load_model(folder / "net.safetensors");
  const torch::NoGradGuard no_grad;
  const auto images = torch::randn({2, 3, side, side});
  CHECK(to_string(model.network->graph()) == to_string(net->graph()));
  CHECK(torch::equal(model.network->forward(images), net->forward(images)));
  CHECK(model.network->graph().path(model.network->graph().classifier()) == classifier);
  std::vector<CallId> calls;
  for (const Output& output : net->graph().outputs()) calls.push_back(output.call);
  CHECK(model.network->graph().outputs().size() == calls.size());
  const auto got = model.network->values(images, calls), wanted = net->values(images, calls);
  for (std::size_t i = 0; i < calls.size(); ++i) CHECK(torch::equal(got[i], wanted[i]));
}

TEST_CASE("networks that squeeze, attend or have auxiliary outputs are saved as whole models") {
  saves_and_loads<MobileNetV3Small>(64);
  saves_and_loads<GoogLeNet>(64);
  saves_and_loads<TinyViT>(32);
}

/// What Python prepares: `make` makes `net`, and `save` what goes into the file; its logits of ones lie beside it. None without
/// torchvision.
std::optional<torch::Tensor> python_logits(const scratch::Folder& folder, const std::string& make, const std::string& save,
                                           int side) {
  const std::string images = "torch.ones(1, 3, " + std::to_string(side) + ", " + std::to_string(side) + ")";
  // The classifier of a new vision transformer is zeros.
  scratch::write(folder / "make.py",
                 "import sys, torch, torchvision\n"
                 "torch.set_num_threads(1)\n"
                 "torch.manual_seed(3)\n"
                 "net = torchvision.models." +
                     make +
                     ".eval()\n"
                     "torch.nn.init.normal_(list(net.parameters())[-2])\n"
                     "torch.save(" +
                     save +
                     ", sys.argv[1])\n"
                     "with torch.no_grad():\n"
                     "    torch.save({'logits': net(" +
                     images + ")}, sys.argv[2])\n");
  const int made = std::system(("/usr/bin/python3 '" + (folder / "make.py").string() + "' '" + (folder / "net.pth").string() +
                                "' '" + (folder / "logits.pth").string() + "' 2>/dev/null")
                                   .c_str());
  if (!std::filesystem::exists(folder / "logits.pth")) {
    MESSAGE("skipped: /usr/bin/python3 has no torchvision");
    CHECK(made != 0);
    return std::nullopt;
  }
  return read_pth(folder / "logits.pth").at("logits");
}

void compare_with_python(Network& net, const torch::Tensor& python, std::int64_t side) {
  const torch::NoGradGuard no_grad;
  net.eval();
  const auto logits = net.forward(torch::ones({1, 3, side, side}));
  REQUIRE(logits.sizes() == python.sizes());
  CHECK((logits - python).abs().max().item<double>() < 1e-5 * python.abs().max().item<double>());
}

TEST_CASE("a whole torchvision model that Python pickled is a model here, with its classes and its logits") {
  for (const std::string name : {"resnet18", "mobilenet_v3_small"}) {
    const scratch::Folder folder;
    const auto python = python_logits(folder, name + "(num_classes=3)", "net", 64);
    if (!python) return;
    const Model model = load_model(folder / "net.pth");
    CHECK(model.architecture == name);
    compare_with_python(*model.network, *python, 64);
  }
}

TEST_CASE("a state_dict that Python saved is a network's here: GoogLeNet without auxiliary classifiers, a vision transformer") {
  const scratch::Folder folder;
  const auto python =
      python_logits(folder, "googlenet(num_classes=3, aux_logits=False, init_weights=False)", "net.state_dict()", 64);
  if (!python) return;
  const Model model = load_model(folder / "net.pth");
  CHECK(model.architecture == "googlenet");
  compare_with_python(*model.network, *python, 64);
  const scratch::Folder other;
  const auto of_vit = python_logits(other,
                                    "VisionTransformer(image_size=32, patch_size=8, num_layers=2, num_heads=4, hidden_dim=32, "
                                    "mlp_dim=48)",
                                    "net.state_dict()", 32);
  REQUIRE(of_vit.has_value());
  Network vit(TinyViT::graph);
  load_state(state_dict(vit), read_pth(other / "net.pth"));
  compare_with_python(vit, *of_vit, 32);
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
  CHECK(with("\"interpolation\":\"bilinear\"", "\"interpolation\":7").find("'interpolation'") != std::string::npos);
  CHECK(with("\"interpolation\":\"bilinear\"", "\"interpolation\":\"lan\\u0007\"")
            .find("bad.safetensors' resizes images by 'lan?'; expected bilinear or bicubic") != std::string::npos);
  CHECK(with(",\"interpolation\":\"bilinear\"", "") == "nothing");
  CHECK(load_model(folder / "bad.safetensors").preprocessing == Preprocessing{});
  CHECK(with("\"name\":\"fc\"", "\"name\":\"conv\"").find("'name'") != std::string::npos);
  CHECK(with("{\"version\"", "[\"version\"").find("bad.safetensors") != std::string::npos);
}

}  // namespace load_model_tests
