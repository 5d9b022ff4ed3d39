#pragma once

namespace graft {

/// One step of `Stages`: so many epochs under a freeze policy.
///
/// Example: Stage<3, FreezeAllBut<Fc>>
template <int Epochs, class Freeze>
struct Stage {
  static constexpr int epochs = Epochs;
  using freeze = Freeze;
};

}  // namespace graft
