#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/core/suggest.hpp>

namespace graft::detail {

/// Classes by name: those that are given, or those that come, which are sorted at the end.
class ClassList {
 public:
  explicit ClassList(std::vector<std::string> names) : is_given_(!names.empty()) {
    for (std::string& name : names) add(std::move(name));
  }

  /// The number of a class, which `labels` turns into its label. Errors: DataError when it is not among those that are given.
  template <class Where>
  std::int64_t number(const std::string& name, const Where& where) {
    if (const auto found = numbers_.find(name); found != numbers_.end()) return found->second;
    if (is_given_) {
      const auto similar = closest(name, names_);
      throw DataError(where() + " has class '" + printable(name) + "', which is not among the " +
                      std::to_string(names_.size()) + " class names given; " +
                      (similar ? "did you mean '" + printable(*similar) + "'?" : "correct it, or add it"));
    }
    return add(name);
  }

  /// Sorts the names, byte by byte, unless they were given, and returns the label of each number.
  std::vector<std::int64_t> labels() {
    std::vector<std::int64_t> labels(names_.size());
    if (!is_given_) std::sort(names_.begin(), names_.end());
    for (std::size_t label = 0; label < names_.size(); ++label)
      labels[static_cast<std::size_t>(numbers_.at(names_[label]))] = static_cast<std::int64_t>(label);
    return labels;
  }

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  std::int64_t add(std::string name) {
    const auto number = static_cast<std::int64_t>(names_.size());
    if (!numbers_.emplace(name, number).second)
      throw UsageError("the class name '" + printable(name) + "' is given twice; expected each once");
    names_.push_back(std::move(name));
    return number;
  }

  bool is_given_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::int64_t> numbers_;
};

}  // namespace graft::detail
