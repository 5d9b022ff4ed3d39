#pragma once

#include <concepts>
#include <cstdio>
#include <string>
#include <string_view>

namespace graft {

/// A number as text that stands for it exactly: a floating-point number in hexadecimal, since decimal digits may be rounded.
template <class Number>
requires(std::integral<Number> || std::floating_point<Number>) [[nodiscard]] std::string exact_text(Number number) {
  if constexpr (std::integral<Number>) {
    return std::to_string(number);
  } else {
    char text[64];
    std::snprintf(text, sizeof text, "%a", static_cast<double>(number));
    return text;
  }
}

/// A name, such as that of an enumerator.
[[nodiscard]] inline std::string exact_text(std::string_view name) { return std::string(name); }

/// The key of a stage of a transform with its settings, such as `Resize(256, 224, bilinear)`.
[[nodiscard]] inline std::string exact_text(const char* name, auto first, auto... more) {
  std::string text = std::string(name) + "(" + exact_text(first);
  ((text += ", " + exact_text(more)), ...);
  return text + ")";
}

}  // namespace graft
