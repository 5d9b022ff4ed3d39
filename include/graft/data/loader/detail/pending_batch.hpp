#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/data/decode/detail/encoded_image.hpp>
#include <graft/data/decode/detail/read_file.hpp>
#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/image/detail/scratch.hpp>
#include <graft/data/loader/batch.hpp>
#include <graft/data/loader/detail/batch_memory.hpp>
#include <graft/data/loader/detail/moved_target.hpp>
#include <graft/data/loader/targets.hpp>
#include <graft/data/transform/detail/geometry.hpp>
#include <graft/data/transform/detail/planned_image.hpp>
#include <graft/data/transform/random.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// A batch under way: several threads fill rows of its tensor, and each row keeps its own error.
///
/// Nothing is thrown until the whole batch is done, so that the reported error is the first by position, not by time.
class PendingBatch {
 public:
  using Map = std::function<::torch::Tensor(const ::torch::Tensor&)>;

  /// Without a `map` the images are the batch; with one they are mapped `slice_size` at a time, as soon as they are loaded.
  PendingBatch(std::vector<std::size_t> indices, std::shared_ptr<BatchMemory> memory, Map map, std::size_t slice_size)
      : indices_(std::move(indices)),
        outcomes_(indices_.size()),
        memory_(std::move(memory)),
        map_(std::move(map)),
        slice_size_(map_ ? slice_size : std::max<std::size_t>(indices_.size(), 1)),
        slices_((indices_.size() + slice_size_ - 1) / slice_size_),
        left_(slices_.size()) {
    for (std::size_t i = 0; i < slices_.size(); ++i) slices_[i].left = rows_of(i);
  }

  std::size_t size() const { return indices_.size(); }
  bool done() const { return left_.load(std::memory_order_acquire) == 0; }

  /// Decodes, transforms and writes image `row`; true when it was the last one. Never throws.
  bool make(std::size_t row, const Dataset& dataset, const PixelTable& table, std::uint64_t seed, std::uint64_t epoch,
            Scratch& scratch) noexcept {
    Outcome& outcome = outcomes_[row];
    const std::string& path = dataset[indices_[row]].path;
    std::optional<EncodedImage> encoded;
    bool transformed = false;
    try {
      encoded.emplace(read_image_file(path, scratch.file), path, dataset.decode);
      Random random(seed, epoch, indices_[row]);
      PlannedImage image(*encoded, scratch);
      const Sample& sample = dataset[indices_[row]];
      Geometry geometry;
      if (moves(sample.target)) image.follow(geometry);
      dataset.transform.plan(image, random);
      image.make();
      transformed = true;
      // Before the image has a place: where the target is bad, the image is left out, and its size must not be the batch's.
      outcome.target = moved_target(sample, geometry, dataset);
      if (float* hwc = place(row, image.height(), image.width())) image.write(table, hwc);
      outcome.width = image.width();
      outcome.height = image.height();
    } catch (const DataError& error) {
      const bool decoded = encoded && encoded->decoded() && !transformed;  // then a user's stage threw
      outcome.kind = decoded ? Kind::failed : Kind::undecodable;
      outcome.problem = decoded ? explain(path, error.what()) : error.what();
    } catch (const std::exception& error) {
      outcome.kind = Kind::failed;
      outcome.problem = explain(path, error.what());
    } catch (...) {
      outcome.kind = Kind::failed;
      outcome.problem = explain(path, "an exception of unknown type");
    }
    scratch.release_large();
    const std::size_t index = row / slice_size_;
    if (slices_[index].left.fetch_sub(1, std::memory_order_acq_rel) != 1) return false;
    finish(index);
    return left_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }

  /// Throws the error of the first bad image, if any; of an undecodable one only if the dataset does not skip those.
  void throw_errors(const Dataset& dataset) const {
    const std::size_t none = size();
    std::size_t first = none;
    for (std::size_t row = 0; row < size(); ++row) {
      const Outcome& outcome = outcomes_[row];
      const bool skipped = outcome.kind == Kind::undecodable && dataset.on_bad_image == BadImage::skip;
      if (skipped) continue;
      if (outcome.kind != Kind::good) throw DataError(outcome.problem);
      if (first == none) first = row;
      const Outcome& expected = outcomes_[first];
      if (outcome.width != expected.width || outcome.height != expected.height) {
        throw ShapeError("image '" + dataset[indices_[row]].path + "' is " + text(outcome) + " after the transform, but '" +
                         dataset[indices_[first]].path + "' of the same batch is " + text(expected) +
                         "; add Resize{...} | CenterCrop{...} or RandomResizedCrop{...}");
      }
    }
    for (const Slice& slice : slices_)
      if (slice.error) std::rethrow_exception(slice.error);
  }

  /// Calls `visit(index in the dataset, reason)` for every undecodable image, in order.
  template <class Visit>
  void for_each_undecodable(Visit visit) const {
    for (std::size_t row = 0; row < size(); ++row) {
      if (outcomes_[row].kind == Kind::undecodable) visit(indices_[row], outcomes_[row].problem);
    }
  }

  /// The batch of the good images; an empty one when there are none.
  Batch to_batch(const Dataset& dataset) {
    Batch batch;
    std::vector<ImageTarget> targets;
    for (std::size_t row = 0; row < size(); ++row) {
      if (outcomes_[row].kind != Kind::good) continue;
      targets.push_back(std::move(outcomes_[row].target));
      batch.image_size = Size2{outcomes_[row].height, outcomes_[row].width};
      batch.indices.push_back(indices_[row]);
    }
    if (targets.empty()) return batch;
    std::vector<::torch::Tensor> parts;
    for (const Slice& slice : slices_)
      if (slice.result.defined()) parts.push_back(slice.result);
    batch.images = parts.size() == 1 ? parts.front() : ::torch::cat(parts);
    collate(targets, batch, &dataset);
    return batch;
  }

 private:
  enum class Kind : std::uint8_t { good, undecodable, failed };

  struct Outcome {
    Kind kind = Kind::good;
    std::int64_t width = 0;
    std::int64_t height = 0;
    ImageTarget target{};
    std::string problem;
  };

  static std::string text(const Outcome& outcome) {
    return std::to_string(outcome.width) + "x" + std::to_string(outcome.height);
  }

  /// One line; LibTorch's own messages carry a backtrace behind their first.
  static std::string explain(const std::string& path, std::string reason) {
    reason.resize(std::min(reason.size(), reason.find('\n')));
    return "image '" + path + "' could not be transformed: " + reason;
  }

  /// Images that lie together in memory and are mapped together.
  struct Slice {
    std::atomic<std::size_t> left{0};  // images that are not loaded yet
    ::torch::Tensor images{};
    std::size_t row_floats = 0;
    ::torch::Tensor result{};  // of the good images
    std::exception_ptr error{};
  };

  std::size_t rows_of(std::size_t slice) const { return std::min(slice_size_, size() - slice * slice_size_); }

  float* row_data(std::size_t row) {
    Slice& slice = slices_[row / slice_size_];
    return slice.images.data_ptr<float>() + row % slice_size_ * slice.row_floats;
  }

  /// Where image `row` is written; the first image of a slice allocates the tensor. Null when its size differs.
  float* place(std::size_t row, std::int64_t height, std::int64_t width) {
    const std::lock_guard lock(mutex_);
    Slice& slice = slices_[row / slice_size_];
    if (!slice.images.defined()) {
      slice.images = memory_->images(static_cast<std::int64_t>(rows_of(row / slice_size_)), height, width);
      slice.row_floats = static_cast<std::size_t>(3 * height * width);
    }
    const bool fits = slice.images.size(2) == height && slice.images.size(3) == width;
    return fits ? row_data(row) : nullptr;
  }

  /// Closes the gaps between the good images of a slice, and maps them.
  void finish(std::size_t index) noexcept {
    Slice& slice = slices_[index];
    const std::size_t begin = index * slice_size_;
    std::size_t good = 0;
    for (std::size_t row = begin; row < begin + rows_of(index); ++row) {
      const Outcome& outcome = outcomes_[row];
      if (outcome.kind != Kind::good) continue;
      if (outcome.height != slice.images.size(2) || outcome.width != slice.images.size(3))
        return;  // an error, which throw_errors reports
      if (begin + good != row) std::memmove(row_data(begin + good), row_data(row), slice.row_floats * sizeof(float));
      ++good;
    }
    if (good == 0) return;
    try {
      const ::torch::Tensor images = slice.images.narrow(0, 0, static_cast<std::int64_t>(good));
      slice.result = map_ ? map_(images) : images;
    } catch (...) {
      slice.error = std::current_exception();
    }
    slice.images.reset();
  }

  std::vector<std::size_t> indices_;
  std::vector<Outcome> outcomes_;
  std::shared_ptr<BatchMemory> memory_;
  Map map_;
  std::size_t slice_size_;
  std::mutex mutex_;  ///< guards the allocation of a slice's `images`
  std::vector<Slice> slices_;
  std::atomic<std::size_t> left_;  ///< slices that are not finished
};

}  // namespace graft::detail
