#pragma once

#include <graft/data/dataset/dataset.hpp>
#include <graft/data/loader/loader.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// Calibrates a network that is to compute in int8 and is not calibrated yet, with 64 images from all over a dataset, as a
/// Loader with the seed and the workers of `options` gives them. One that computes in another type stays as it is.
///
/// `last`: the call before which what will run ends; -1: the whole network. See Network::calibrate.
/// Errors: as Loader and Network::calibrate.
void calibrate(Network& network, const Dataset& dataset, const LoaderOptions& options = {},
               ::torch::Device device = ::torch::kCPU, int last = -1);

}  // namespace graft
