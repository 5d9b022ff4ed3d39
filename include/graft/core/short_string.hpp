#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace graft {
namespace detail {

// A pointer to characters, an array of them, or a std::string; not whatever can become a std::string_view.
template <class Text>
concept OwnText = std::convertible_to<const Text&, std::string_view> &&
    (std::is_pointer_v<std::decay_t<Text>> || requires(const Text& text) { text.c_str(); });

}  // namespace detail

/// A string of at most `Capacity` characters that lives in a constexpr table or in a template argument.
///
/// A longer text is cut and `fits()` turns false, so that whoever stores a name can report it instead of losing it.
template <std::size_t Capacity>
class ShortString {
 public:
  constexpr ShortString() = default;

  constexpr ShortString(std::string_view text) { append(text); }
  template <detail::OwnText Text>
  constexpr ShortString(const Text& text) : ShortString(std::string_view(text)) {}

  /// Of a literal, whose size is known: at compile time no character is compared or assigned.
  template <std::size_t Size>
  requires(Size <= Capacity + 1) constexpr ShortString(const char (&literal)[Size])
      : ShortString(literal, std::make_index_sequence<Size - 1>{}) {}

  constexpr void append(std::string_view text) {
    // Plain loops here and below: a large network's description must stay within clang's limit of constexpr steps.
    const char* const characters = text.data();
    const std::size_t room = Capacity - size_, count = text.size() < room ? text.size() : room;
    for (std::size_t i = 0; i < count; ++i) characters_[size_ + i] = characters[i];
    size_ += count;
    fits_ = fits_ && count == text.size();
  }

  [[nodiscard]] constexpr std::string_view view() const { return {characters_, size_}; }
  [[nodiscard]] constexpr bool fits() const { return fits_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

  [[nodiscard]] constexpr bool operator==(const ShortString& other) const {
    if (size_ != other.size_) return false;
    for (std::size_t i = size_; i > 0; --i)  // from the end, where the names of siblings differ: conv1, conv2
      if (characters_[i - 1] != other.characters_[i - 1]) return false;
    return true;
  }
  template <std::convertible_to<std::string_view> Text>
  [[nodiscard]] constexpr bool operator==(const Text& other) const {
    const std::string_view text(other);
    if (size_ != text.size()) return false;
    const char* const characters = text.data();
    for (std::size_t i = 0; i < size_; ++i)
      if (characters_[i] != characters[i]) return false;
    return true;
  }

  // Public because a template argument may have no private parts; use the functions above.
  char characters_[Capacity]{};
  std::size_t size_ = 0;
  bool fits_ = true;

 private:
  template <std::size_t... I>
  constexpr ShortString(const char* literal, std::index_sequence<I...>) : characters_{literal[I]...}, size_(sizeof...(I)) {
    while (size_ > 0 && characters_[size_ - 1] == '\0') --size_;  // of an array that is longer than its text
  }
};

}  // namespace graft
