#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>
#include <graft/data/dataset/require_decodable.hpp>
#include <graft/data/decode/detail/read_file.hpp>
#include <graft/data/image/detail/pixel_table.hpp>
#include <graft/data/image/detail/scratch.hpp>
#include <graft/data/loader/batch.hpp>
#include <graft/data/loader/detail/batch_memory.hpp>
#include <graft/data/loader/detail/pending_batch.hpp>
#include <graft/data/loader/epoch_order.hpp>
#include <graft/data/loader/loader.hpp>
#include <graft/platform/one_thread.hpp>

namespace graft::detail {

/// The state of a Loader: the order of the images, the batches under way, and the worker threads.
class LoaderState {
 public:
  LoaderState(Dataset dataset, LoaderOptions options)
      : dataset_(std::move(dataset)), options_(std::move(options)), table_(dataset_.transform.table()) {
    validate();
    order_ = epoch_order(dataset_.size(), options_.shuffle, options_.seed, static_cast<std::uint64_t>(options_.epoch));
    if (!options_.only.empty()) keep_only_wanted();
    require_decodable(dataset_, order_);
    const auto size = static_cast<std::size_t>(options_.batch_size);
    batches_ = order_.size() / size + (!options_.drop_last && order_.size() % size != 0 ? 1 : 0);
    const auto window = static_cast<std::size_t>(std::max<std::int64_t>(1, std::int64_t{options_.workers} * options_.prefetch));
    slots_.resize(std::min(window, std::max<std::size_t>(batches_, 1)));
    for (std::size_t batch = 0; batch < slots_.size() && batch < batches_; ++batch) open(batch);
    start();
  }

  LoaderState(const LoaderState&) = delete;
  LoaderState& operator=(const LoaderState&) = delete;
  ~LoaderState() { stop(); }

  std::optional<Batch> next() {
    hold(false);
    while (delivered_ < batches_) {
      Batch batch = finish(*take());
      if (!batch.indices.empty()) return batch;
    }
    return std::nullopt;
  }

  void hold(bool on) {
    {
      const std::lock_guard lock(mutex_);
      if (held_ == on) return;
      held_ = on;
    }
    if (!on) work_to_do_.notify_all();
  }

  std::size_t batches() const { return batches_; }

  std::size_t images() const { return std::min(order_.size(), batches_ * static_cast<std::size_t>(options_.batch_size)); }

  const std::vector<SkippedImage>& skipped() const { return skipped_; }

 private:
  /// An image to be loaded: row `row` of batch `batch`.
  struct Job {
    std::size_t batch;
    std::size_t row;
  };

  void validate() const {
    const auto refuse = [](const std::string& name, std::int64_t got, const std::string& hint) {
      throw UsageError("loader: " + name + " is " + std::to_string(got) + "; " + hint);
    };
    if (options_.batch_size <= 0) refuse("batch_size", options_.batch_size, "expected at least 1 image in a batch");
    if (options_.workers < 0) refuse("workers", options_.workers, "expected 0 (the calling thread) or a number of threads");
    if (options_.workers > 0 && options_.prefetch <= 0)
      refuse("prefetch", options_.prefetch, "expected at least 1 batch per worker");
  }

  void keep_only_wanted() {
    std::vector<char> wanted(dataset_.size(), 0);
    for (const std::size_t position : options_.only) {
      if (position >= wanted.size())
        throw UsageError("loader: only has " + std::to_string(position) + "; expected positions below " +
                         std::to_string(wanted.size()) + ", they count from 0");
      wanted[position] = 1;
    }
    std::erase_if(order_, [&](std::size_t index) { return wanted[index] == 0; });
  }

  std::unique_ptr<PendingBatch>& slot(std::size_t batch) { return slots_[batch % slots_.size()]; }

  void open(std::size_t batch) {
    const std::size_t begin = batch * static_cast<std::size_t>(options_.batch_size);
    const std::size_t end = std::min(begin + static_cast<std::size_t>(options_.batch_size), order_.size());
    slot(batch) = std::make_unique<PendingBatch>(std::vector<std::size_t>(order_.begin() + static_cast<std::ptrdiff_t>(begin),
                                                                          order_.begin() + static_cast<std::ptrdiff_t>(end)),
                                                 memory_, options_.map, slice_size());
  }

  /// The number of images that are mapped together: few, to balance the workers; the caller's own thread maps a whole batch.
  std::size_t slice_size() const {
    constexpr std::size_t per_worker = 8;
    return options_.map && options_.workers > 0 ? per_worker : static_cast<std::size_t>(options_.batch_size);
  }

  void start() {
    try {
      const std::size_t useful = std::min(static_cast<std::size_t>(options_.workers), images());
      threads_.reserve(useful);
      while (threads_.size() < useful) threads_.emplace_back([this] { work(); });
    } catch (const std::system_error& error) {
      stop();
      throw UsageError("loader: cannot start " + std::to_string(options_.workers) + " workers (" + error.what() +
                       "); ask for fewer");
    }
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_to_do_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

  /// Whether the next image to be loaded belongs to a batch that has a slot. Call with `mutex_` locked.
  bool has_job() const { return next_job_.batch < std::min(batches_, delivered_ + slots_.size()); }

  /// Call with `mutex_` locked, if `has_job()`.
  Job take_job() {
    const Job job = next_job_;
    if (++next_job_.row == slot(job.batch)->size()) next_job_ = {job.batch + 1, 0};
    return job;
  }

  /// The next files, a few at a time, that the system shall read ahead: those of the 32 images after the job, so that workers
  /// do not wait for a slow disk. Call with `mutex_` locked.
  std::span<const std::size_t> take_read_ahead(const Job& job) {
    constexpr std::size_t distance = 32;
    constexpr std::size_t at_once = 4;
    const std::size_t position = job.batch * static_cast<std::size_t>(options_.batch_size) + job.row;
    read_ahead_ = std::max(read_ahead_, position + 1);
    const std::size_t end = std::min({position + 1 + distance, read_ahead_ + at_once, images()});
    if (read_ahead_ >= end) return {};
    const std::span<const std::size_t> next(order_.data() + read_ahead_, end - read_ahead_);
    read_ahead_ = end;
    return next;
  }

  void ask_for(std::span<const std::size_t> indices) const {
    for (const std::size_t index : indices) OpenFile(dataset_[index].path.c_str()).read_ahead();
  }

  void work() {
    if (options_.map) use_one_thread_here();
    Scratch scratch;
    std::unique_lock lock(mutex_);
    while (true) {
      work_to_do_.wait(lock, [this] { return stopping_ || (has_job() && !held_); });
      if (stopping_) return;
      const Job job = take_job();
      const std::span<const std::size_t> read_ahead = take_read_ahead(job);
      PendingBatch& batch = *slot(job.batch);
      lock.unlock();
      ask_for(read_ahead);
      const bool last = make(batch, job.row, scratch);
      lock.lock();
      if (last) batch_made_.notify_all();
    }
  }

  bool make(PendingBatch& batch, std::size_t row, Scratch& scratch) const {
    return batch.make(row, dataset_, table_, options_.seed, static_cast<std::uint64_t>(options_.epoch), scratch);
  }

  /// Waits for the next batch, or loads it here when there are no workers, and gives its slot to a later batch.
  std::unique_ptr<PendingBatch> take() {
    auto& batch = slot(delivered_);
    std::unique_lock lock(mutex_);
    if (threads_.empty()) {
      for (std::size_t row = 0; row < batch->size(); ++row) {
        ask_for(take_read_ahead({delivered_, row}));
        make(*batch, row, scratch_);
      }
    }
    batch_made_.wait(lock, [&] { return batch->done(); });
    auto taken = std::move(batch);
    const std::size_t opened = delivered_ + slots_.size();
    if (opened < batches_) open(opened);
    ++delivered_;
    lock.unlock();
    work_to_do_.notify_all();
    return taken;
  }

  /// Throws the batch's error, or returns its good images.
  Batch finish(PendingBatch& pending) {
    pending.throw_errors(dataset_);
    pending.for_each_undecodable([&](std::size_t index, const std::string& reason) {
      skipped_.push_back({dataset_[index].path, reason});
    });
    return pending.to_batch(dataset_);
  }

  Dataset dataset_;
  LoaderOptions options_;
  PixelTable table_;
  Scratch scratch_;  ///< for the calling thread, where there are no workers
  std::shared_ptr<BatchMemory> memory_ = std::make_shared<BatchMemory>();
  std::vector<std::size_t> order_;  ///< positions in the dataset, in the order of this epoch
  std::size_t batches_ = 0;
  std::vector<SkippedImage> skipped_;

  std::mutex mutex_;  ///< guards everything below
  std::condition_variable work_to_do_;
  std::condition_variable batch_made_;
  std::vector<std::unique_ptr<PendingBatch>> slots_;  ///< batch b is made in slot b modulo their number
  Job next_job_{0, 0};
  std::size_t read_ahead_ = 0;  ///< files before this position in the order are read ahead
  std::size_t delivered_ = 0;
  bool stopping_ = false;
  bool held_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace graft::detail
