#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include <graft/core/terminal_bar.hpp>
#include <graft/train/epoch.hpp>
#include <graft/train/fit_options.hpp>

namespace graft {

/// Progress of a training on standard error: a bar on a terminal, elsewhere a line an epoch.
class ProgressBar {
 public:
  explicit ProgressBar(Progress wanted)
      : kind_(wanted != Progress::automatic ? wanted : (::isatty(STDERR_FILENO) == 1 ? Progress::bar : Progress::lines)) {}

  /// Beginning of a line: `epoch 4/10`, and the stage where there are several.
  [[nodiscard]] static std::string title(const Epoch& epoch) {
    const std::string text = "epoch " + std::to_string(epoch.index) + "/" + std::to_string(epoch.of);
    return epoch.stages == 1 ? text
                             : text + " (stage " + std::to_string(epoch.stage) + "/" + std::to_string(epoch.stages) + ")";
  }

  void begin(std::string what, std::int64_t total) {
    total_ = total;
    bar_.begin(std::move(what), total);
  }

  /// Called after each batch with the number of images that are done and the mean loss so far.
  void update(std::int64_t done, double loss) {
    if (kind_ != Progress::bar || !bar_.due(done)) return;
    char text[128];
    std::snprintf(text, sizeof text, "%lld/%lld  loss %.4f  %.1f images/s  %.0f s left", static_cast<long long>(done),
                  static_cast<long long>(total_), loss, bar_.rate(done), bar_.left(done));
    bar_.show(done, text);
  }

  /// Removes the bar, so that what follows starts on a line of its own.
  void clear() const {
    if (kind_ == Progress::bar) TerminalBar::clear();
  }

  void end_epoch(const Epoch& epoch) const {
    if (kind_ == Progress::none) return;
    clear();
    std::fprintf(stderr, "%s  train loss %.4f", title(epoch).c_str(), epoch.train_loss);
    if (epoch.val_loss) std::fprintf(stderr, "  val loss %.4f", *epoch.val_loss);
    for (std::size_t i = 0; i < epoch.scores.size() && i < 2; ++i) {
      const Score& score = epoch.scores[i];
      std::fprintf(stderr, score.is_share ? "  %s %.2f %%" : "  %s %.4f", score.name.c_str(),
                   (score.is_share ? 100 : 1) * score.value);
    }
    std::fprintf(stderr, "  %.1f s  %.1f images/s", epoch.seconds, epoch.images_per_second);
    if (epoch.skipped + epoch.val_skipped > 0)
      std::fprintf(stderr, "  %lld images skipped", static_cast<long long>(epoch.skipped + epoch.val_skipped));
    std::fputc('\n', stderr);
  }

 private:
  Progress kind_;
  std::int64_t total_ = 0;
  TerminalBar bar_;
};

}  // namespace graft
