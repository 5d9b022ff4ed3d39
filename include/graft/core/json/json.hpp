#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

#include <graft/core/printable.hpp>

namespace graft::detail {

/// A JSON value. A number that is written as an integer and fits 64 bits is of the kind `integer`.
struct Json {
  enum class Kind : std::uint8_t { null, boolean, integer, real, text, array, object };

  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;  // the value of an integer too
  std::string text;
  std::vector<Json> items;         // of an array, or the values of an object
  std::vector<std::string> names;  // of an object, beside `items`

  /// The member of that name, or nullptr if this is no object or lacks it.
  const Json* find(std::string_view name) const {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return &items[i];
    return nullptr;
  }
  bool is(Kind wanted) const noexcept { return kind == wanted; }
  bool is_number() const noexcept { return kind == Kind::integer || kind == Kind::real; }
};

/// Reads JSON strictly: nothing beyond the standard, no repeated names, no text behind the value, at most 64 levels. What is
/// wrong with it is a Problem, an exception of graft's, with the place.
///
/// `read` makes a tree, in which a value of two bytes takes a hundred. A large file is read by a class derived from this one,
/// which takes values where they stand and steps over those that it does not need.
/// Source: RFC 8259.
template <class Problem>
class JsonReader {
 public:
  /// `where` is the file's name, for messages; `max_values` limits the number of values in a text that is not trusted.
  JsonReader(std::string_view text, std::string where, std::size_t max_values = std::numeric_limits<std::size_t>::max())
      : text_(text), where_(std::move(where)), max_values_(max_values) {}

  Json read() {
    Json value = read_value(0);
    finish();
    return value;
  }

 protected:
  static constexpr int max_depth = 64;

  [[noreturn]] void fail(const std::string& what) const {
    throw Problem("damaged JSON in '" + where_ + "': " + printable(what) + " (at byte " + std::to_string(at_) + ")");
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  char next() {
    if (at_ == text_.size()) fail("it ends too early");
    return text_[at_++];
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\n\r").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  void expect(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) fail("'" + std::string(word) + "' is missing");
    at_ += word.size();
  }

  void finish() {
    skip_space();
    if (at_ != text_.size()) fail("something follows the value");
  }

  Json read_value(int depth) {
    if (depth == max_depth) fail("it is nested too deeply");
    if (values_++ == max_values_) fail("it has more than " + std::to_string(max_values_) + " values");
    skip_space();
    Json value;
    switch (peek()) {
      case '{': return read_object(depth);
      case '[': return read_array(depth);
      case '"':
        value.kind = Json::Kind::text;
        value.text = read_text();
        return value;
      case 'n': expect("null"); return value;
      case 't':
        expect("true");
        value.boolean = true;
        break;
      case 'f': expect("false"); break;
      default: return read_number();
    }
    value.kind = Json::Kind::boolean;
    return value;
  }

  // Goes behind a value, which is checked and not kept.
  void skip_value(int depth) {
    if (depth == max_depth) fail("it is nested too deeply");
    skip_space();
    switch (peek()) {
      case '{': return read_members([&](const std::string&) { skip_value(depth + 1); });
      case '[': return read_items([&] { skip_value(depth + 1); });
      case '"': static_cast<void>(read_text()); return;
      case 'n': return expect("null");
      case 't': return expect("true");
      case 'f': return expect("false");
      default: static_cast<void>(read_number());
    }
  }

  // Whether another member follows in an array or object; `first` right behind its opening bracket.
  bool more(char closing, bool first) {
    skip_space();
    if (peek() == closing) {
      ++at_;
      return false;
    }
    if (!first && next() != ',') {
      --at_;
      fail("a comma is missing");
    }
    skip_space();
    if (peek() == closing) fail("a comma before the end");
    return true;
  }

  // Calls `take()` at the beginning of each item of an array; it must read the item.
  template <class Take>
  void read_items(Take take) {
    bool first = true;
    for (++at_; more(']', first); first = false) take();
  }

  // Calls `take(name)` where the value of each member of an object begins, after spaces at most; it must read the value.
  template <class Take>
  void read_members(Take take) {
    std::unordered_set<std::string> seen;
    bool first = true;
    for (++at_; more('}', first); first = false) {
      if (peek() != '"') fail("a name is missing");
      std::string name = read_text();
      if (!seen.insert(name).second) fail("the name '" + name + "' is there twice");
      skip_space();
      expect(":");
      take(std::move(name));
    }
  }

  Json read_array(int depth) {
    Json value;
    value.kind = Json::Kind::array;
    read_items([&] { value.items.push_back(read_value(depth + 1)); });
    return value;
  }

  Json read_object(int depth) {
    Json value;
    value.kind = Json::Kind::object;
    read_members([&](std::string name) {
      value.items.push_back(read_value(depth + 1));
      value.names.push_back(std::move(name));
    });
    return value;
  }

  std::string read_text() {
    std::string result;
    for (++at_;;) {
      const char c = next();
      if (c == '"') return result;
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character in a text");
      if (c != '\\') {
        result.push_back(c);
        continue;
      }
      const char escaped = next();
      constexpr std::string_view from = "\"\\/bfnrt";
      constexpr std::string_view to = "\"\\/\b\f\n\r\t";
      if (const std::size_t place = from.find(escaped); place != std::string_view::npos)
        result.push_back(to[place]);
      else if (escaped == 'u')
        append_utf8(result, read_code_point());
      else
        fail("an unknown escape in a text");
    }
  }

  std::uint32_t read_hex4() {
    std::uint32_t value = 0;
    const std::string_view digits = text_.substr(at_, 4);
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 4 || problem != std::errc() || end != digits.data() + 4) fail("an unknown escape in a text");
    at_ += 4;
    return value;
  }

  std::uint32_t read_code_point() {
    const std::uint32_t first = read_hex4();
    if (first < 0xD800 || first > 0xDFFF) return first;
    if (first > 0xDBFF) fail("half a surrogate pair in a text");
    expect("\\u");
    const std::uint32_t second = read_hex4();
    if (second < 0xDC00 || second > 0xDFFF) fail("half a surrogate pair in a text");
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }

  static void append_utf8(std::string& to, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { to.push_back(static_cast<char>(byte)); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
      put(0xC0 | (code >> 6));
    } else {
      if (code < 0x10000) {
        put(0xE0 | (code >> 12));
      } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
      }
      put(0x80 | ((code >> 6) & 0x3F));
    }
    put(0x80 | (code & 0x3F));
  }

  std::size_t skip_digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ - begin;
  }

  Json read_number() {
    const std::size_t begin = at_;
    if (peek() == '-') ++at_;
    const bool leading_zero = peek() == '0';
    const std::size_t digits = skip_digits();
    if (peek() == 'N' || peek() == 'I') fail("NaN and Infinity are no numbers in JSON");  // which Python writes all the same
    if (digits == 0) fail(at_ == text_.size() ? "it ends too early" : "a value is missing");
    if (leading_zero && digits > 1) fail("a number with a leading zero");
    bool is_integer = true;
    if (peek() == '.') {
      ++at_;
      is_integer = false;
      if (skip_digits() == 0) fail("a number without digits behind its point");
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      is_integer = false;
      if (peek() == '+' || peek() == '-') ++at_;
      if (skip_digits() == 0) fail("a number without digits in its exponent");
    }
    const char* first = text_.data() + begin;
    const char* last = text_.data() + at_;
    Json value;
    if (std::from_chars(first, last, value.real).ec != std::errc() || !std::isfinite(value.real))
      fail("a number is out of range");
    const bool fits = is_integer && std::from_chars(first, last, value.integer).ec == std::errc();
    value.kind = fits ? Json::Kind::integer : Json::Kind::real;
    return value;
  }

  std::string_view text_;
  std::string where_;
  std::size_t at_ = 0;

 private:
  std::size_t max_values_;
  std::size_t values_ = 0;
};

}  // namespace graft::detail
