#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/core/suggest.hpp>
#include <graft/data/annotation/detail/annotation_text.hpp>

namespace graft::detail {

/// A table of text whose first row has the names of its columns. Fields in quotes may hold separators, line ends, and quotes as
/// two of them; spaces around other fields do not count; empty lines are stepped over.
///
/// Source: RFC 4180, with a byte order mark, any kind of line end, and quotes within fields that do not begin with one.
class CsvReader {
 public:
  /// `separator` 0: a comma, semicolon or tab, whichever the first row has most of. Errors: DataError.
  CsvReader(std::string_view text, std::string where, char separator) : text_(text), where_(std::move(where)) {
    if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF"))
      throw DataError("table '" + printable(where_) + "' is UTF-16, expected UTF-8; save it as UTF-8");
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    separator_ = separator != 0 ? separator : guess_separator();
    if (!next())
      throw DataError("table '" + printable(where_) + "' is empty; expected a first row with the names of its columns");
    names_ = std::exchange(fields_, {});
  }

  /// The position of a column. Errors: DataError with the closest name.
  [[nodiscard]] std::size_t column(const std::string& name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) {
      const auto similar = closest(name, names_);
      throw DataError(
          "table '" + printable(where_) + "' has no column '" + printable(name) + "' among its " +
          std::to_string(names_.size()) + "; " +
          (similar ? "did you mean '" + printable(*similar) + "'?" : "its first is '" + printable(names_[0]) + "'"));
    }
    if (std::find(found + 1, names_.end(), name) != names_.end())
      throw DataError("table '" + printable(where_) + "' has several columns '" + printable(name) + "'; rename all but one");
    return static_cast<std::size_t>(found - names_.begin());
  }

  /// Goes to the next row, if there is one. Errors: DataError when it has another number of fields than the first.
  bool next() {
    do {
      if (at_ == text_.size()) return false;
      read_row();
    } while (fields_.size() == 1 && fields_[0].empty());
    if (!names_.empty() && fields_.size() != names_.size())
      throw DataError(where() + " has " + std::to_string(fields_.size()) + " fields, expected " +
                      std::to_string(names_.size()) + ", as the first row has; put fields with a separator in quotes");
    return true;
  }

  [[nodiscard]] const std::string& field(std::size_t column) const { return fields_[column]; }
  [[nodiscard]] const std::string& name(std::size_t column) const { return names_[column]; }

  /// The row, for messages; the first one, of the names, is row 1, as in spreadsheets.
  [[nodiscard]] std::string where() const { return "row " + std::to_string(row_) + " of table '" + printable(where_) + "'"; }

 private:
  [[nodiscard]] char guess_separator() const {
    constexpr std::array<char, 3> known{',', ';', '\t'};
    std::array<std::size_t, 3> counts{};
    bool quoted = false;
    for (const char c : text_) {
      if (c == '"') quoted = !quoted;
      if (!quoted && is_line_end(c)) break;
      const auto found = std::find(known.begin(), known.end(), c);
      if (!quoted && found != known.end()) ++counts[static_cast<std::size_t>(found - known.begin())];
    }
    return known[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
  }

  static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ' && separator_ != ' ') ++at_;
  }

  void read_row() {
    ++row_;
    fields_.clear();
    for (;;) {
      skip_blanks();
      fields_.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted_field() : plain_field());
      if (at_ == text_.size()) return;
      const char end = text_[at_++];
      if (end == separator_) continue;
      if (end == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      return;
    }
  }

  std::string plain_field() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && !is_line_end(text_[at_])) {
      if (text_[at_] == '\0') throw DataError(where() + " has a zero byte; expected text");
      ++at_;
    }
    std::size_t end = at_;
    while (end > begin && text_[end - 1] == ' ') --end;
    return std::string(text_.substr(begin, end - begin));
  }

  std::string quoted_field() {
    std::string field;
    for (++at_;; ++at_) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) throw DataError(where() + " has a quote that is not closed; close it");
      field += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (at_ == text_.size() || text_[at_] != '"') break;
      field += '"';
    }
    skip_blanks();
    if (at_ < text_.size() && text_[at_] != separator_ && !is_line_end(text_[at_]))
      throw DataError(where() + " has text behind a field in quotes; write a quote within as two");
    return field;
  }

  std::string_view text_;
  std::string where_;
  std::size_t at_ = 0;
  std::size_t row_ = 0;
  char separator_ = ',';
  std::vector<std::string> names_;
  std::vector<std::string> fields_;
};

}  // namespace graft::detail
