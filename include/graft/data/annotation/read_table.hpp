#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/annotated_images.hpp>

namespace graft {

/// Which columns of a table say what; either `labels` or `label`.
struct TableOptions {
  std::string image = "file";              ///< the column of images' paths
  std::vector<std::string> labels{};       ///< columns of numbers, or of 1 and 0 for labels that an image has or lacks
  std::string label{};                     ///< the column of the class
  std::vector<std::string> class_names{};  ///< of `label`, in the order of their labels; empty: those in the table, sorted
  std::filesystem::path images{};          ///< the folder that paths count from; empty: the table's
  char separator = '\0';                   ///< of fields; 0: a comma, semicolon or tab, as the first row has
};

/// A table of images as comma-separated values, whose first row names the columns.
///
/// With `labels`, targets are `Values` in that order, NaN where a field is empty, which means not known; `class_names` are the
/// columns' names. With `label`, they are `ClassLabel`s. Samples are in the table's order.
/// Errors: DataError with file and row when a column is missing, a row has another number of fields, a field is no number or
///         empty where a class is expected, a class is not among `class_names`, or an image does not exist. UsageError unless
///         there is either `labels` or `label`.
/// Source: RFC 4180.
///
///     AnnotatedImages weather = read_table("labels.csv", {.image = "file", .labels = {"sunny", "people"}});
AnnotatedImages read_table(const std::filesystem::path& csv, const TableOptions& options);

/// The same of a text in memory; `name` stands for it in messages, and `options.images` counts from where the program runs.
AnnotatedImages read_table(std::string_view text, std::string_view name, const TableOptions& options);

}  // namespace graft
