#pragma once

#include <filesystem>

#include <graft/core/exceptions.hpp>
#include <graft/data/annotation/read_table.hpp>
#include <graft/data/dataset/dataset.hpp>

namespace graft {

/// A dataset from a table of comma-separated values: numbers or labels of each image by columns, or its class; see read_table.
///
/// It has no transform yet.
/// Errors: DataError as of read_table.
///
///     Dataset weather = table("labels.csv", {.image = "file", .labels = {"sunny", "people"}});
///     auto [train, val] = split(weather | evaluation_transform(tuner.preprocessing()), 0.8);
[[nodiscard]] Dataset table(const std::filesystem::path& csv, const TableOptions& options);

}  // namespace graft
