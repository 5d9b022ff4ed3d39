#pragma once

#include <cstddef>

#include <graft/data/dataset/subset.hpp>
#include <graft/data/loader/calibrate.hpp>

namespace graft {

void calibrate(Network& network, const Dataset& dataset, const LoaderOptions& options, ::torch::Device device, int last) {
  if (!network.wants_calibration(last)) return;
  constexpr std::size_t enough = 64;
  Loader sample(take(dataset, enough), {.batch_size = enough, .workers = options.workers, .seed = options.seed});
  if (const auto batch = sample.next()) network.calibrate(batch->images.to(device), last);
}

}  // namespace graft
