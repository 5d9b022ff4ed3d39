#pragma once

#include <graft/network/network.hpp>
#include <graft/zoo/initialization.hpp>

namespace graft {

/// Draws the values of a network that was just made, as its architecture wants them; what stands in the classifier's place, and
/// a user's own modules, keep what they have.
///
/// With the seed of `torch::manual_seed` set before the network was made, a ResNet or an AlexNet with its own classifier gets
/// the values that torchvision gives it in Python.
/// Source: torchvision/models/resnet.py (ResNet.__init__); He et al., "Delving Deep into Rectifiers", 2015.
///
/// Example: `torch::manual_seed(0); Network net(ResNet50::graph); initialize(net, ResNet50::initialization);`
void initialize(Network& network, const Initialization& how);

}  // namespace graft
