#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <graft/train/epoch.hpp>

namespace graft {

/// What a training prints to standard error.
enum class Progress : std::uint8_t {
  automatic,  ///< a bar on a terminal, else a line an epoch
  bar,
  lines,
  none,
};

/// Options of one call of fit. The seed is the tuner's, so that there is one.
struct FitOptions {
  std::optional<int> epochs{};      ///< passes over the images; left out: those of the stages of a Stages policy, else 10
  std::vector<int> stage_epochs{};  ///< epochs of each stage, instead of those that a Stages policy says
  std::int64_t batch_size = 32;
  double label_smoothing = 0;  ///< of plain cross-entropy: share of each target that is spread over all classes, 0 to 1
  bool shuffle = true;
  bool drop_last = false;  ///< leave out an epoch's last batch where it is not full: BatchNorm cannot train on one image
  int workers = 2;         ///< threads that decode images ahead; results do not depend on it
  int validate_every = 1;  ///< epochs from one validation to the next; the last epoch is always validated
  Progress progress = Progress::automatic;
  std::function<void(const Epoch&)> on_epoch{};  ///< called after each epoch
};

}  // namespace graft
