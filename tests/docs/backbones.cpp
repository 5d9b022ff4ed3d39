/// A line a network of the zoo for the table of docs/backbones.md; see backbones.py.
#include <iostream>

#include <graft/policy/backbone.hpp>
#include <graft/zoo/known_network.hpp>

using namespace graft;

int main() {
  for (const KnownNetwork& known : known_networks()) {
    const Tables tables = known.tables();
    const GraphView net = tables;
    std::cout << known.name << ' ' << net.parameter_count() << ' ' << net.multiply_add_count() << ' ' << net.input_shape()[1]
              << ' ' << classifier_features(net) << ' ' << (known.default_weights == nullptr ? 0 : known.default_weights->acc1)
              << ' ' << (known.default_weights == nullptr ? "-" : known.default_weights->licence) << '\n';
  }
}
