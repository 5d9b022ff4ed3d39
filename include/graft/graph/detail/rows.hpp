#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace graft::detail {

/// The rows of a table while a network is described: in the room of a constant where it is given, so that the compiler copies
/// nothing, and in a vector where there is none or it is too small.
template <class Row>
struct Rows {
  std::vector<Row>& grown;
  Row* rows = nullptr;
  int count = 0;
  int room = 0;

  constexpr Rows(std::vector<Row>& table, std::span<Row> given)
      : grown(table), rows(given.data()), room(static_cast<int>(given.size())) {
    if (room == 0) grown.reserve(2048);  // more than any network of the zoo has: growing copies every row
  }

  [[nodiscard]] constexpr std::size_t size() const { return static_cast<std::size_t>(count); }
  [[nodiscard]] constexpr const Row& operator[](std::size_t row) const { return rows[row]; }

  constexpr void push_back(const Row& row) {
    if (count < room)
      rows[count] = row;
    else
      grow(row);
    ++count;
  }

  constexpr void grow(const Row& row) {
    if (grown.empty()) grown.assign(rows, rows + count);
    room = 0;
    grown.push_back(row);
    rows = grown.data();
  }
};

}  // namespace graft::detail
