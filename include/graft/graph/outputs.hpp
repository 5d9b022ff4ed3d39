#pragma once

#include <cstddef>
#include <string_view>

#include <graft/core/short_string.hpp>

namespace graft {

/// A value of a network that has a name, beside the one that the last call gives: an auxiliary classifier's, or a feature map.
struct Output {
  ShortString<31> name{};
  int call = 0;
  friend constexpr bool operator==(const Output&, const Output&) = default;
};

/// The named outputs of a network, `most` at most, in the order in which they were named.
class Outputs {
 public:
  static constexpr std::size_t most = 8;

  /// Whether there was room for it.
  constexpr bool add(const Output& output) {
    if (count_ == most) return false;
    all_[count_++] = output;
    return true;
  }

  [[nodiscard]] constexpr const Output* begin() const { return all_; }
  [[nodiscard]] constexpr const Output* end() const { return all_ + count_; }
  [[nodiscard]] constexpr std::size_t size() const { return count_; }

  /// The call of that name, or -1.
  [[nodiscard]] constexpr int find(std::string_view name) const {
    for (const Output& output : *this)
      if (output.name == name) return output.call;
    return -1;
  }

  friend constexpr bool operator==(const Outputs&, const Outputs&) = default;

 private:
  Output all_[most]{};
  std::size_t count_ = 0;
};

}  // namespace graft
