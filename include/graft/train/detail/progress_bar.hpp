#pragma once

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include <graft/train/epoch.hpp>
#include <graft/train/fit_options.hpp>

namespace graft {

/// Shows how far a training is, on standard error: a bar on a terminal, a line an epoch elsewhere.
class ProgressBar {
 public:
  explicit ProgressBar(Progress wanted)
      : kind_(wanted != Progress::automatic ? wanted : (::isatty(STDERR_FILENO) == 1 ? Progress::bar : Progress::lines)) {}

  void begin(std::string what, std::int64_t total) {
    what_ = std::move(what);
    total_ = total;
    began_ = shown_ = Clock::now();
  }

  /// After each batch: `done` of the total, with the mean loss so far.
  void update(std::int64_t done, double loss) {
    const auto now = Clock::now();
    // Five times a second is enough to look alive.
    if (kind_ != Progress::bar || (now - shown_ < std::chrono::milliseconds(200) && done < total_)) return;
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - began_).count();
    const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
    const double left = rate > 0 ? static_cast<double>(total_ - done) / rate : 0;
    constexpr int width = 24;
    const auto filled = static_cast<int>(total_ > 0 ? width * done / total_ : width);
    std::string bar(static_cast<std::size_t>(filled), '#');
    bar.append(static_cast<std::size_t>(width - filled), '.');
    std::fprintf(stderr, "\r%s [%s] %lld/%lld  loss %.4f  %.1f images/s  %.0f s left\033[K", what_.c_str(), bar.c_str(), static_cast<long long>(done),
                 static_cast<long long>(total_), loss, rate, left);
    std::fflush(stderr);
  }

  /// Removes the bar, so that what follows starts on a line of its own.
  void clear() const {
    if (kind_ == Progress::bar) std::fputs("\r\033[K", stderr);
  }

  void end_epoch(const Epoch& epoch) const {
    if (kind_ == Progress::none) return;
    clear();
    std::fprintf(stderr, "epoch %d/%d  train loss %.4f", epoch.index, epoch.of, epoch.train_loss);
    if (epoch.accuracy) std::fprintf(stderr, "  val loss %.4f  accuracy %.2f %%", *epoch.val_loss, 100 * *epoch.accuracy);
    std::fprintf(stderr, "  %.1f s  %.1f images/s", epoch.seconds, epoch.images_per_second);
    if (epoch.skipped + epoch.val_skipped > 0) std::fprintf(stderr, "  %lld pictures skipped", static_cast<long long>(epoch.skipped + epoch.val_skipped));
    std::fputc('\n', stderr);
  }

 private:
  using Clock = std::chrono::steady_clock;
  Progress kind_;
  std::string what_;
  std::int64_t total_ = 0;
  Clock::time_point began_{}, shown_{};
};

}  // namespace graft
