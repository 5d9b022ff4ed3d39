#pragma once

#include <functional>

namespace graft {

/// A part of a training that has its own frozen layers and its own learning rate.
struct TrainingStage {
  int epochs = 0;                 ///< 0: it is left out
  std::function<void()> enter{};  ///< called before its first epoch: freezes, unfreezes, sets the learning rate
};

}  // namespace graft
