#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/annotated_images.hpp>
#include <graft/data/annotation/box_options.hpp>

namespace graft {

/// Which columns of a table of boxes say what.
struct BoxTableOptions {
  std::string image = "file";  ///< the column of images' paths
  std::string x1 = "x1", y1 = "y1", x2 = "x2", y2 = "y2";
  std::string label = "class";
  std::vector<std::string> class_names{};  ///< in the order of their labels; empty: those in the table, sorted
  std::filesystem::path images{};          ///< the folder that paths count from; empty: the table's
  char separator = '\0';                   ///< of fields; 0: a comma, semicolon or tab, as the first row has
  BoxOptions boxes{};
};

/// A table with a box a row, as comma-separated values, whose first row names the columns. Boxes are in pixels between edges,
/// as `ObjectBox` has them. A row whose box and class are empty names an image without objects.
///
/// Samples are in the order in which images come first. The size of each image is read from its header.
/// Errors: DataError with file and row as of read_table, and when a box has no area or lies outside its image.
///
///     AnnotatedImages signs = read_box_table("signs.csv", {.image = "photo", .label = "sign"});
AnnotatedImages read_box_table(const std::filesystem::path& csv, const BoxTableOptions& options = {});

/// The same of a text in memory; `name` stands for it in messages, and `options.images` counts from where the program runs.
AnnotatedImages read_box_table(std::string_view text, std::string_view name, const BoxTableOptions& options);

}  // namespace graft
