#pragma once

namespace graft {

/// A stage of `Stages`: a number of epochs with a freeze policy.
///
/// Example: Stage<3, FreezeAllBut<Fc>>
template <int Epochs, class Freeze>
struct Stage {
  static constexpr int epochs = Epochs;
  using freeze = Freeze;
};

}  // namespace graft
