/// A line a network of the zoo for the table of docs/backbones.md; see backbones.py.
#include <iostream>

#include <graft/zoo/known_network.hpp>

using namespace graft;

int main() {
  for (const KnownNetwork& known : known_networks()) {
    const Tables tables = known.tables();
    const GraphView net = tables;
    const ModuleId classifier = net.classifier();
    std::int64_t features = net.output_shape().elements();
    if (const auto* linear = std::get_if<Linear>(&net.module(classifier).layer)) features = linear->in;
    if (const auto* conv = std::get_if<Conv2d>(&net.module(classifier).layer)) features = conv->in;
    std::cout << known.name << ' ' << net.parameter_count() << ' ' << net.multiply_add_count() << ' ' << net.input_shape()[1]
              << ' ' << features << ' ' << (known.default_weights == nullptr ? 0 : known.default_weights->acc1) << ' '
              << (known.default_weights == nullptr ? "-" : known.default_weights->licence) << '\n';
  }
}
