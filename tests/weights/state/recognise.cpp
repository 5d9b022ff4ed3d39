#include "support/torch_doctest.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <graft/graph/graph_view.hpp>
#include <graft/weights/state/detail/recognise.hpp>
#include <graft/weights/state/detail/state_of_graph.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/zoo/known_network.hpp>

#include "weights/scratch.hpp"

namespace recognise_tests {

using namespace graft;
using graft::detail::recognise;
using scratch::complaint;

/// A network's tensors, with another number of classes or its own, without memory.
StateDict state_of(std::string_view name, std::int64_t classes = 0, const std::string& prefix = "") {
  Tables tables = known_network(name).tables();
  const ModuleId classifier = GraphView(tables).classifier();
  if (classes > 0) get<Linear>(tables.modules[classifier.index()].layer).out = classes;
  StateDict state;
  const auto number = torch::full({}, 0.5);
  graft::detail::each_tensor(tables, [&](const std::string& entry, const std::vector<std::int64_t>& sizes) {
    state.set(prefix + entry, number.expand(sizes));
  });
  return state;
}

/// What load_state says of the weights of one network for another.
std::string said(const StateDict& target, const StateDict& file) {
  return complaint<WeightsError>([&] { load_state(target, file, {}, "net.pth"); });
}
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("weights of a neighbour say which network they fit") {
  const auto check = [](std::string_view target, std::string_view of) {
    CAPTURE(std::string(target));
    for (const auto& file : {state_of(of), state_of(of, 0, "module.")}) {
      const std::string text = said(state_of(target), file);
      CHECK(text.ends_with("tensors fit; they fit " + std::string(of)));
      CHECK(text.starts_with("weights 'net.pth' do not fit the network, so nothing was loaded: "));
      CHECK_FALSE(has(text, "\n"));
      CHECK_FALSE(has(text, "meant to be"));
    }
  };
  check("efficientnet_b1", "efficientnet_b0");
  check("efficientnet_b0", "efficientnet_b1");
  check("efficientnet_b0", "efficientnet_v2_s");
  check("vgg16_bn", "vgg16");
  check("resnet18", "resnet50");
  check("mobilenet_v3_large", "mobilenet_v3_small");
  check("squeezenet1_1", "squeezenet1_0");
  check("shufflenet_v2_x0_5", "shufflenet_v2_x1_0");
  check("mnasnet1_0", "mnasnet0_5");
  check("swin_v2_t", "swin_t");
  check("vit_b_16", "vit_b_32");
}

TEST_CASE("weights with other classes are of that network, too; those of the same network ask for the head") {
  CHECK(said(state_of("efficientnet_b1"), state_of("efficientnet_b0", 7)) != "nothing");
  CHECK(has(said(state_of("resnet18", 3), state_of("resnet34", 7)), "; they fit resnet34"));
  CHECK(has(said(state_of("shufflenet_v2_x0_5", 3), state_of("shufflenet_v2_x1_0", 7)), "; they fit shufflenet_v2_x1_0"));
  const std::string same = said(state_of("resnet18", 3), state_of("resnet18", 7));
  CHECK(has(same, "2 of another shape (fc.weight needs [3, 512] but got [7, 512], fc.bias needs [3] but got [7])"));
  CHECK(has(same, "(another architecture, or weights with another head?)"));
  CHECK_FALSE(has(same, "they fit"));
}

TEST_CASE("weights of no network of the zoo are not guessed") {
  StateDict unknown;
  for (const char* name : {"stem.weight", "head.weight", "head.bias"}) unknown.set(name, torch::zeros({2, 3}));
  CHECK(said(state_of("mnasnet0_5"), unknown).ends_with("tensors fit (another architecture?)"));
  StateDict incomplete, resnet = state_of("resnet18");
  for (const auto& [name, tensor] : resnet)
    if (name != "layer3.0.conv1.weight") incomplete.set(name, tensor);
  CHECK(said(resnet, incomplete).ends_with("101 of 102 tensors fit (is the file incomplete?)"));
  CHECK_FALSE(has(said(state_of("resnet34"), incomplete), "they fit"));
  StateDict twice;  // a training's model and its average
  for (const char* prefix : {"model.", "ema."})
    for (const auto& [name, tensor] : state_of("mnasnet0_5", 0, prefix)) twice.set(name, tensor);
  const std::string text = said(state_of("mobilenet_v3_small"), twice);
  CHECK(has(text, "do not fit the network"));
  CHECK_FALSE(has(text, "they fit"));
}

TEST_CASE("a network is recognised under the names of its publishers, with a prefix, and with what lies beside it") {
  StateDict file = state_of("squeezenet1_1", 0, "model.");
  file.set("criterion.weight", torch::ones({1000}));
  CHECK(recognise(file).name == "squeezenet1_1");
  CHECK(recognise(file).fitted.prefix == "model.");
  CHECK(recognise(state_of("vit_b_16", 5)).name == "vit_b_16");
  CHECK(recognise({}).tables.modules.empty());
}

}  // namespace recognise_tests
