#pragma once

#include <cstddef>

namespace graft {

struct Module;
struct Call;

/// Identifies a row of one of a network's tables; without a row, none.
///
/// It is read as the row's number, but no number and no row of another table becomes one unless that is written: `CallId{7}`.
/// How many rows there are is an `int`.
template <class Row>
struct RowId {
  int row = -1;

  constexpr operator int() const { return row; }
  [[nodiscard]] constexpr bool exists() const { return row >= 0; }
  [[nodiscard]] constexpr std::size_t index() const { return static_cast<std::size_t>(row); }

  constexpr RowId& operator++() {
    ++row;
    return *this;
  }
  constexpr RowId& operator--() {
    --row;
    return *this;
  }
};

/// A module of a network; row 0 is the network itself.
using ModuleId = RowId<Module>;
/// A call of a network's data flow, and the value that it computes; row 0 is the input.
using CallId = RowId<Call>;

bool operator==(ModuleId, CallId) = delete;

}  // namespace graft
