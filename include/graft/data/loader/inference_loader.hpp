#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <graft/data/loader/loader.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// A Loader whose images have already gone through a network, or through the first part of one.
///
/// On a CPU, a worker that has decoded some images runs the network on them itself, in one thread: no thread waits for another
/// within a layer, and only the results are kept. There are as many workers as LibTorch has threads, whatever `workers` says;
/// with 0 everything is done in the calling thread, which then uses LibTorch's threads.
///
/// A network that needs calibration is calibrated first; see calibrate().
/// The network runs as in evaluation mode, with the weights that it has when the loader is made.
/// Shapes: a batch's `images` are the value of call `last - 1`, on the device; `last` of 1 leaves images.
/// Errors: as Loader and Plan.
class InferenceLoader {
 public:
  /// `last` of -1: the whole network.
  InferenceLoader(Dataset dataset, LoaderOptions options, Network& network, ::torch::Device device, int last = -1);

  /// The next batch, or nothing after the last one.
  [[nodiscard]] std::optional<Batch> next();

  /// Pauses the workers while the caller needs the processors; see Loader::hold.
  void hold(bool on) { loader_->hold(on); }

  /// The images left out of the batches given so far.
  [[nodiscard]] const std::vector<SkippedImage>& skipped() const { return loader_->skipped(); }

 private:
  ::torch::Device device_;
  std::function<::torch::Tensor(const ::torch::Tensor&)> run_{};  // the network, where the workers do not run it
  std::optional<Loader> loader_;
};

}  // namespace graft
