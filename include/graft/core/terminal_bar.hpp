#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

namespace graft {

/// A progress bar on standard error, redrawn in place; for terminals only.
///
/// Example: TerminalBar bar; bar.begin("epoch 1/3", 100); if (bar.due(7)) bar.show(7, "7/100");
class TerminalBar {
 public:
  /// `total` of 0 or less: unknown; then there is only text, no bar.
  void begin(std::string what, std::int64_t total) {
    what_ = std::move(what);
    total_ = total;
    began_ = shown_ = Clock::now();
  }

  /// Whether it is time to draw again: at most five times a second, and always at the end.
  [[nodiscard]] bool due(std::int64_t done) {
    const auto now = Clock::now();
    if (now - shown_ < std::chrono::milliseconds(200) && (total_ <= 0 || done < total_)) return false;
    shown_ = now;
    return true;
  }

  /// Units a second since `begin`, as of the last time that drawing was due.
  [[nodiscard]] double rate(std::int64_t done) const {
    const double seconds = std::chrono::duration<double>(shown_ - began_).count();
    return seconds > 0 ? static_cast<double>(done) / seconds : 0;
  }

  /// Seconds until the total is done, at the rate so far.
  [[nodiscard]] double left(std::int64_t done) const {
    const double per_second = rate(done);
    return per_second > 0 ? static_cast<double>(total_ - done) / per_second : 0;
  }

  void show(std::int64_t done, const std::string& text) const {
    constexpr std::int64_t width = 24;
    std::string bar;
    if (total_ > 0) {
      const auto filled = static_cast<std::size_t>(std::min(width, width * done / total_));
      bar = " [" + std::string(filled, '#') + std::string(static_cast<std::size_t>(width) - filled, '.') + "]";
    }
    std::fprintf(stderr, "\r%s%s %s\033[K", what_.c_str(), bar.c_str(), text.c_str());
    std::fflush(stderr);
  }

  /// Removes the bar, so that what follows starts on a line of its own.
  static void clear() { std::fputs("\r\033[K", stderr); }

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  std::int64_t total_ = 0;
  Clock::time_point began_{}, shown_{};
};

}  // namespace graft
