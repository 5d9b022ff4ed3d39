#pragma once

#include <cstddef>
#include <string_view>

#include <graft/core/short_string.hpp>
#include <graft/graph/shape/row_id.hpp>

namespace graft {

/// A named output of a network, in addition to the value of the last call: an auxiliary classifier's logits, or a feature map.
struct Output {
  ShortString<31> name{};
  CallId call{0};
  friend constexpr bool operator==(const Output&, const Output&) = default;
};

/// The named outputs of a network, at most `most`, in the order in which they were added.
class Outputs {
 public:
  static constexpr std::size_t most = 8;

  /// Adds an output; false where there are `most` already.
  constexpr bool add(const Output& output) {
    if (count_ == most) return false;
    all_[count_++] = output;
    return true;
  }

  [[nodiscard]] constexpr const Output* begin() const { return all_; }
  [[nodiscard]] constexpr const Output* end() const { return all_ + count_; }
  [[nodiscard]] constexpr std::size_t size() const { return count_; }

  /// The call of the output with this name, or none.
  [[nodiscard]] constexpr CallId find(std::string_view name) const {
    for (const Output& output : *this)
      if (output.name == name) return output.call;
    return {};
  }

  friend constexpr bool operator==(const Outputs&, const Outputs&) = default;

 private:
  Output all_[most]{};
  std::size_t count_ = 0;
};

}  // namespace graft
