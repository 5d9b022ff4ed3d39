#pragma once

#include <span>

#include <graft/network/network.hpp>
#include <graft/policy/initial_values.hpp>
#include <graft/zoo/initialization.hpp>

namespace graft {

/// Draws the initial values of a new network as its architecture specifies. Replaced classifiers, modules added by edits and
/// foreign modules keep theirs.
///
/// With `torch::manual_seed` called before the network is made, a ResNet or an AlexNet with its own classifier gets the values
/// that torchvision gives it in Python.
/// Source: torchvision/models/resnet.py (ResNet.__init__); He et al., "Delving Deep into Rectifiers", 2015.
///
/// Example: `torch::manual_seed(0); Network net(ResNet50::graph); initialize(net, ResNet50::initialization);`
void initialize(Network& network, const Initialization& how);

/// Draws the initial values of the convolutions that a dense head lists; see InitialValues.
void initialize(Network& network, std::span<const InitialValues> values);

}  // namespace graft
