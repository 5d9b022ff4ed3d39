#pragma once

#include <barrier>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <graft/platform/gateway.hpp>
#include <graft/platform/one_thread.hpp>

namespace graft::detail {

/// Threads that do parts of one job after the other, while it lives; the caller's is the first of them. What any of them calls
/// of oneDNN runs in that thread alone.
///
/// Which thread does which part does not depend on how fast they are, so that sums are the same in every run.
class ThreadTeam {
 public:
  using Work = std::function<void(std::int64_t part, std::size_t thread)>;

  /// Fewer than `threads` where the system gives no more.
  explicit ThreadTeam(std::int64_t threads)
      : threads_before_(::torch::get_num_threads()), together_(static_cast<std::ptrdiff_t>(threads)) {
    others_.reserve(static_cast<std::size_t>(threads));
    try {
      for (std::int64_t thread = 1; thread < threads; ++thread)
        others_.emplace_back([this, mine = static_cast<std::size_t>(thread)] {
          use_one_thread_here();
          while (true) {
            together_.arrive_and_wait();
            if (parts_ == 0) return;
            run(mine);
            together_.arrive_and_wait();
          }
        });
    } catch (const std::exception&) {  // no more threads, or no memory for one: those that are there do it
      for (auto there = static_cast<std::int64_t>(size()); there < threads; ++there) together_.arrive_and_drop();
    }
    set_threads(1);
  }
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;
  ~ThreadTeam() {
    parts_ = 0;
    together_.arrive_and_wait();
    others_.clear();
    set_threads(threads_before_);
  }

  [[nodiscard]] std::size_t size() const { return others_.size() + 1; }

  /// Calls `work` for each part in [0, parts), neighbours in the same thread.
  /// Errors: what `work` throws, of the first thread that does; that thread's other parts are left out then.
  void run(std::int64_t parts, const Work& work) {
    if (parts == 0) return;
    parts_ = parts;
    work_ = &work;
    together_.arrive_and_wait();
    run(0);
    together_.arrive_and_wait();
    if (auto problem = std::exchange(problem_, nullptr)) std::rethrow_exception(problem);
  }

 private:
  static void set_threads(int threads) {
    if (const auto set = openmp_set_threads()) set(threads);
  }

  void run(std::size_t thread) {
    const auto mine = static_cast<std::int64_t>(thread), all = static_cast<std::int64_t>(size());
    try {
      for (std::int64_t part = parts_ * mine / all; part < parts_ * (mine + 1) / all; ++part) (*work_)(part, thread);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!problem_) problem_ = std::current_exception();
    }
  }

  int threads_before_;
  std::barrier<> together_;
  std::int64_t parts_ = 0;
  const Work* work_ = nullptr;
  std::mutex mutex_;
  std::exception_ptr problem_;
  std::vector<std::jthread> others_;  // last: they end before what they use
};

}  // namespace graft::detail
