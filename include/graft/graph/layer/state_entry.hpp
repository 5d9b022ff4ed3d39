#pragma once

#include <cstdint>
#include <string_view>

#include <graft/graph/shape/shape.hpp>

namespace graft {

/// A tensor that a layer owns: its entry in a `state_dict`.
struct StateEntry {
  enum class Role : std::uint8_t {
    parameter,  ///< trains unless frozen
    buffer,     ///< does not train, such as running statistics
    index,      ///< an int64 tensor that does not train, such as the index of a table
    counter,    ///< an int64 scalar, which files from before PyTorch 0.4 lack
  };

  std::string_view name{};  ///< within the layer: `weight`
  Shape shape{};            ///< of the tensor itself, not of an example
  Role role = Role::parameter;

  friend constexpr bool operator==(const StateEntry&, const StateEntry&) = default;
};

}  // namespace graft
