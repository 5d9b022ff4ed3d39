#pragma once

#include <functional>
#include <optional>

#include <graft/network/network.hpp>

namespace graft {

/// A part of a training that has its own frozen layers, its own learning rate, and the schedule from its beginning.
struct TrainingStage {
  int epochs = 1;
  std::function<void(Network&)> freeze{};  ///< called when the stage is entered: freezes and unfreezes; empty: all stays
  std::optional<double> lr{};              ///< of all of the optimizer's groups; nothing: each goes on with its own
};

}  // namespace graft
