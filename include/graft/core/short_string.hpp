#pragma once

#include <cstddef>
#include <string_view>

namespace graft {

/// A string of at most `Capacity` characters that lives in a constexpr table.
///
/// A longer text is cut and `fits()` turns false, so that whoever stores a name can report it instead of losing it.
template <std::size_t Capacity>
class ShortString {
 public:
  constexpr ShortString() = default;

  constexpr ShortString(std::string_view text) { append(text); }
  constexpr ShortString(const char* text) { append(text); }

  constexpr void append(std::string_view text) {
    for (const char c : text) {
      if (size_ == Capacity) {
        fits_ = false;
        return;
      }
      characters_[size_++] = c;
    }
  }

  [[nodiscard]] constexpr std::string_view view() const { return {characters_, size_}; }
  [[nodiscard]] constexpr bool fits() const { return fits_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

  [[nodiscard]] constexpr bool operator==(const ShortString& other) const { return view() == other.view(); }
  [[nodiscard]] constexpr bool operator==(std::string_view text) const { return view() == text; }
  [[nodiscard]] constexpr bool operator==(const char* text) const { return view() == text; }

 private:
  char characters_[Capacity]{};
  std::size_t size_ = 0;
  bool fits_ = true;
};

}  // namespace graft
