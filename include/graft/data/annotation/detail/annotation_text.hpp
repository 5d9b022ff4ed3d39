#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/data/decode/detail/read_file.hpp>

namespace graft::detail {

/// The text of a file of annotations, which lies in `memory`. Errors: DataError naming the file when it cannot be read.
inline std::string_view read_annotations(const std::filesystem::path& file, Buffer& memory) {
  const ImageBytes bytes = read_whole_file("annotations", file.string(), memory);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline std::string_view without_spaces(std::string_view text) {
  constexpr std::string_view spaces = " \t\r";
  const std::size_t begin = text.find_first_not_of(spaces);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(spaces) + 1 - begin);
}

/// The number that a text is, spaces around it aside; nothing where it is none, or not finite.
inline std::optional<double> number_in(std::string_view text) {
  text = without_spaces(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

/// A number as a message has it.
inline std::string number_text(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, 6).ptr;
  return {text.data(), end};
}

/// Errors: DataError when an image file is not there; `where` says who wants it.
inline void require_image(const std::filesystem::path& image, const std::string& where) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(image, failure))
    throw DataError(where + " is about image '" + printable(image.string()) +
                    "', which does not exist; check the folder of images");
}

}  // namespace graft::detail
