#pragma once

#include <graft/data/dataset/dataset.hpp>
#include <graft/data/loader/loader.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// Calibrates a network that computes in int8 and is not calibrated yet, with 64 images spread over a dataset, loaded with the
/// seed and the workers of `options`. A network of another precision is left alone.
///
/// `last`: the call at which the part of the network that will run ends, itself excluded; -1: the whole network. See
/// Network::calibrate.
/// Errors: as Loader and Network::calibrate.
void calibrate(Network& network, const Dataset& dataset, const LoaderOptions& options = {},
               ::torch::Device device = ::torch::kCPU, int last = -1);

}  // namespace graft
