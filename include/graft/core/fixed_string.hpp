#pragma once

#include <cstddef>
#include <string_view>

namespace graft {

/// A string literal as a template argument: `At<"layer4.2.conv3">`.
template <std::size_t N>
struct FixedString {
  char characters[N]{};

  // Not explicit: the literal in At<"fc"> becomes one by itself.
  constexpr FixedString(const char (&literal)[N]) {
    for (std::size_t i = 0; i < N; ++i) characters[i] = literal[i];
  }

  [[nodiscard]] constexpr std::string_view view() const { return {characters, N - 1}; }
};

}  // namespace graft
