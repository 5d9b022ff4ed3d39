#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/data/loader/batch.hpp>

namespace graft {
namespace detail {

class LoaderState;

}  // namespace detail

/// How a loader cuts a dataset into batches, and how far it works ahead.
struct LoaderOptions {
  std::int64_t batch_size = 32;     ///< images in a batch
  bool shuffle = false;             ///< a new order each epoch, fixed by `seed` and `epoch`
  int workers = 2;                  ///< threads that decode ahead; 0 decodes in the calling thread
  int prefetch = 2;                 ///< batches that may be under way, per worker
  std::uint64_t seed = 0;           ///< fixes the order and every random stage
  std::int64_t epoch = 0;           ///< counts from 0; another epoch draws other numbers
  bool drop_last = false;           ///< leave out a last batch that is not full
  std::vector<std::size_t> only{};  ///< positions of the images to load, the same as when all are loaded; empty: all

  /// A function applied to the images of a batch, (n, 3, H, W) -> (n, ...), such as a frozen network. Where there are workers
  /// it runs in them, on slices of a batch and with one LibTorch thread each, so that no worker waits for another. Empty: the
  /// images stay as they are.
  std::function<::torch::Tensor(const ::torch::Tensor& images)> map{};
};

/// An image that a loader left out, and why.
struct SkippedImage {
  std::string path;
  std::string reason;
};

/// One pass over a dataset in batches, with worker threads that decode and transform ahead of the caller.
///
/// The batches, their order and every bit in them depend on the dataset, `seed`, `epoch`, `only` and `batch_size` alone, never
/// on the number of workers. At most `workers` x `prefetch` batches are held. Destroying it early stops the workers.
/// Shapes: batches of (N, 3, H, W), or of what `map` makes of them; N is `batch_size`, less in the last batch and where images
/// were skipped.
/// Errors: UsageError for invalid options, and DataError for images that are known not to be decodable; from `next()`, for the
/// first bad image of the batch: DataError naming the file, or ShapeError when its size differs from the batch's first image;
/// then what `map` threw. Asking again goes on with the next batch.
///
///     Loader loader(data.train, {.batch_size = 32, .shuffle = true, .seed = 1, .epoch = 0});
///     for (const Batch& batch : loader) step(batch.images, batch.labels);
class Loader {
 public:
  /// Goes through the batches that are left, once: an input iterator.
  class Iterator {
   public:
    using value_type = Batch;
    using difference_type = std::ptrdiff_t;

    explicit Iterator(Loader& loader) : loader_(&loader) { ++*this; }

    [[nodiscard]] const Batch& operator*() const { return *batch_; }
    [[nodiscard]] const Batch* operator->() const { return &*batch_; }
    Iterator& operator++() {
      batch_ = loader_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    [[nodiscard]] bool operator==(std::default_sentinel_t) const { return !batch_; }

   private:
    Loader* loader_;
    std::optional<Batch> batch_{};
  };
  [[nodiscard]] Iterator begin() { return Iterator(*this); }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

  explicit Loader(Dataset dataset, LoaderOptions options = {});
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;
  ~Loader();

  /// The next batch, or nothing after the last one.
  std::optional<Batch> next();

  /// Pauses or resumes the workers: while paused they begin no image, and the caller has the processors to itself. `next`
  /// resumes them.
  void hold(bool on);

  /// The number of batches, those included that skipping may leave empty.
  std::size_t batches() const;

  /// The number of images in all batches, the skipped ones included.
  std::size_t images() const;

  /// The images left out of the batches given so far, in the order of the batches.
  const std::vector<SkippedImage>& skipped() const;

 private:
  std::unique_ptr<detail::LoaderState> state_;  // hides threads and locks from a user's unit
};

}  // namespace graft
