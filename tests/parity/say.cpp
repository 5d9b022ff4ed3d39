/// What graft says of its networks and layers, for compare.py to hold against torchvision: the texts of
/// zoo/recorded/networks.py and policy/recorded/dense.py as `modules NAME`, `printed NAME` and `summary NAME`, and those of
/// zoo/recorded/record_printed.py and graph/recorded/record_kinds.py under the same headings.
#include <iostream>
#include <string>
#include <type_traits>

#include <graft/graph/fields_text.hpp>
#include <graft/graph/layer/extra_repr.hpp>
#include <graft/policy/append.hpp>
#include <graft/policy/body.hpp>
#include <graft/policy/features.hpp>
#include <graft/policy/input_channels.hpp>
#include <graft/policy/layers.hpp>
#include <graft/policy/look.hpp>
#include <graft/policy/replace.hpp>
#include <graft/policy/slice.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/known_network.hpp>

#include "graph/samples.hpp"
#include "policy/dense_networks.hpp"
#include "zoo/network_texts.hpp"

using namespace graft;

template <class Net>
void say(const std::string& name) {
  std::cout << "=== " << name << '\n' << to_string<Net>() << '\n';
}

int main() {
  for (const KnownNetwork& known : known_networks()) {
    const Tables net = known.tables();
    std::cout << "=== modules " << known.name << '\n'
              << network_texts::modules_text(net) << '\n'
              << "=== printed " << known.name << '\n'
              << to_string(GraphView(net)) << '\n'
              << "=== summary " << known.name << '\n'
              << network_texts::summary_text(net) << '\n';
  }
  for (const auto& dense : dense_networks::all()) {
    const Tables net = dense.tables();
    std::cout << "=== modules " << dense.name << '\n' << network_texts::modules_text(net) << '\n';
    std::cout << "=== printed " << dense.name << '\n' << to_string(GraphView(net)) << '\n';
  }
  say<Without<AlexNet, "classifier">>("del alexnet.classifier");
  say<Without<AlexNet, "classifier.6">>("del alexnet.classifier[6]");
  say<Without<AlexNet, "classifier.3">>("del alexnet.classifier[3]");
  say<Slice<AlexNet, "classifier", 0, -2>>("alexnet.classifier[:-2]");
  say<Replace<AlexNet, "classifier.6", Linear{3}>>("alexnet.classifier[6] = Linear");
  say<Append<AlexNet, "classifier", Named{"7", ReLU{}}, Named{"8", Linear{20}}>>("alexnet.classifier.add_module");
  say<Append<AlexNet, "", Named{"block", sequential(ReLU{}, Linear{20})}>>("alexnet.add_module");
  say<InputChannels<AlexNet, 4>>("alexnet for 4 channels");
  say<Body<AlexNet>>("body of alexnet");
  say<Body<ResNet50>>("body of resnet50");
  say<Body<ViT_B_16>>("body of vit_b_16");
  say<Features<ResNet50, Layer3>>("resnet50 up to layer3");
  samples::each_kind<Layer>([]<class Kind>(std::type_identity<Kind>) {
    if constexpr (!std::same_as<Kind, Foreign> && !std::same_as<Kind, Parameter>)  // no modules of Python's
      for (const samples::Change change : {samples::Change::empty, samples::Change::all}) {
        const Layer layer = samples::sample<Kind>(change);
        std::cout << "=== " << fields_text(layer) << '\n' << class_name(layer) << '(' << extra_repr(layer) << ")\n";
      }
  });
}
