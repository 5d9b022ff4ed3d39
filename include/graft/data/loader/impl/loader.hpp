#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <graft/data/dataset/subset.hpp>
#include <graft/data/decode/detail/encoded_image.hpp>
#include <graft/data/decode/detail/read_file.hpp>
#include <graft/data/image/detail/scratch.hpp>
#include <graft/data/loader/calibrate.hpp>
#include <graft/data/loader/detail/loader_state.hpp>
#include <graft/data/loader/inference_loader.hpp>
#include <graft/data/loader/load_image.hpp>
#include <graft/data/loader/loader.hpp>
#include <graft/data/transform/detail/planned_image.hpp>
#include <graft/data/transform/random.hpp>

namespace graft {

Loader::Loader(Dataset dataset, LoaderOptions options)
    : state_(std::make_unique<detail::LoaderState>(std::move(dataset), options)) {}
Loader::~Loader() = default;

std::optional<Batch> Loader::next() { return state_->next(); }
void Loader::hold(bool on) { state_->hold(on); }
std::size_t Loader::batches() const { return state_->batches(); }
std::size_t Loader::images() const { return state_->images(); }
const std::vector<SkippedImage>& Loader::skipped() const { return state_->skipped(); }

void calibrate(Network& network, const Dataset& dataset, const LoaderOptions& options, ::torch::Device device, int last) {
  if (!network.wants_calibration(last)) return;
  constexpr std::size_t enough = 64;
  Loader sample(take(dataset, enough), {.batch_size = enough, .workers = options.workers, .seed = options.seed});
  if (const auto batch = sample.next()) network.calibrate(batch->images.to(device), last);
}

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

::torch::Tensor load_image(const std::filesystem::path& file, const Transform& transform, const DecodeOptions& options) {
  Random random(0);
  detail::Scratch scratch;
  detail::EncodedImage encoded(detail::read_image_file(file.string(), scratch.file), file.string(), options);
  detail::PlannedImage image(encoded, scratch);
  transform.plan(image, random);
  image.make();
  auto tensor = ::torch::empty({1, 3, image.height(), image.width()},
                               ::torch::TensorOptions().memory_format(::torch::MemoryFormat::ChannelsLast));
  image.write(transform.table(), tensor.data_ptr<float>());
  return tensor;
}

}  // namespace graft
