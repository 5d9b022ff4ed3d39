#pragma once

#include <cstdint>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/data/dataset/dataset.hpp>

namespace graft::detail {

/// Refuses a dataset that has another number of classes, or of what else its names are of, than a head.
inline void require_class_names(const Dataset& data, std::int64_t wanted, const std::string& where) {
  const auto got = static_cast<std::int64_t>(data.class_names.size());
  if (got == wanted) return;
  throw DataError(where + " has " + std::to_string(got) + (got == 1 ? " class" : " classes") + ", the head has " +
                  std::to_string(wanted) + "; " +
                  (got > 1 ? "write LinearHead<" + std::to_string(got) + ">, or give it the right folders"
                           : "add a folder for each other class"));
}

/// Refuses a dataset of which an image has not so many numbers as its target.
inline void require_values(const Dataset& data, std::int64_t wanted, const std::string& where) {
  if (const auto names = static_cast<std::int64_t>(data.class_names.size()); names != 0 && names != wanted)
    throw DataError(where + " has " + std::to_string(names) + (names == 1 ? " name" : " names") + " of numbers, the head has " +
                    std::to_string(wanted));
  for (const Sample& sample : data) {
    const Values* values = std::get_if<Values>(&sample.target);
    if (values == nullptr)
      throw DataError("image '" + sample.path + "' of " + where + " has " + std::string(name_of(sample.target)) +
                      " as its target; expected " + std::to_string(wanted) + " numbers, such as table() reads");
    if (static_cast<std::int64_t>(values->size()) != wanted)
      throw DataError("image '" + sample.path + "' of " + where + " has " + std::to_string(values->size()) +
                      " numbers as its target; the head has " + std::to_string(wanted));
  }
}

}  // namespace graft::detail
