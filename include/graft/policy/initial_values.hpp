#pragma once

#include <string_view>

#include <graft/zoo/initialization.hpp>

namespace graft {

/// The distributions of the initial values of the convolutions at a path of a dense head's network and below it. A head lists
/// them as `static constexpr std::array initial_values`; a later entry counts where several do. Other layers, and heads without
/// a list, have LibTorch's initial values.
struct InitialValues {
  std::string_view path{};
  Distribution weight{};
  Distribution bias{};
};

}  // namespace graft
