#pragma once

#include <cstddef>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>

namespace graft {

/// The images at the given positions, in that order, with the dataset's classes and settings.
///
/// Errors: UsageError when a position is past the end.
///
///     Dataset three = subset(data.val, {0, 500, 999});
Dataset subset(const Dataset& dataset, const std::vector<std::size_t>& positions);

/// `count` images evenly spread over the dataset, the first and the last among them, so that every class is represented; the
/// whole dataset when it has no more.
///
///     Dataset quick = take(data.train, 64);
Dataset take(const Dataset& dataset, std::size_t count);

}  // namespace graft
