#pragma once

#include <optional>
#include <utility>

#include <graft/data/loader/calibrate.hpp>
#include <graft/data/loader/inference_loader.hpp>

namespace graft {

InferenceLoader::InferenceLoader(Dataset dataset, LoaderOptions options, Network& network, ::torch::Device device, int last)
    : device_(device) {
  if (last != 1) {
    calibrate(network, dataset, options, device, last);
    auto run = network.inference(last);
    if (device.is_cpu() && options.workers > 0) {
      options.map = std::move(run);
      options.workers = ::torch::get_num_threads();
    } else {
      run_ = std::move(run);
    }
  }
  loader_.emplace(std::move(dataset), std::move(options));
}

std::optional<Batch> InferenceLoader::next() {
  auto batch = loader_->next();
  if (!batch) return batch;
  batch->images = batch->images.to(device_);
  if (run_) batch->images = run_(batch->images);
  return batch;
}

}  // namespace graft
