#pragma once

#include <string>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/weights/state/checkpoint.hpp>

namespace graft::detail {

/// Keeps the tensors whose names begin with the path `entry`, without it; the others are left over.
/// Errors: WeightsError if there are none.
inline void choose_entry(Checkpoint& checkpoint, const std::string& entry) {
  const std::string prefix = entry + ".";
  StateDict chosen;
  std::vector<std::string> others;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    if (name.starts_with(prefix) && name.size() > prefix.size())
      chosen.set(name.substr(prefix.size()), tensor);
    else
      others.push_back(name);
  }
  if (chosen.empty()) {
    std::string there;
    for (const auto& [name, tensor] : checkpoint.tensors) {
      const std::string first = name.substr(0, name.find('.'));
      if ((", " + there + ",").find(", " + first + ",") != std::string::npos) continue;
      if (there.size() > 100) {
        there += ", ...";
        break;
      }
      there += (there.empty() ? "" : ", ") + first;
    }
    throw WeightsError("weights '" + checkpoint.source + "' have no entry '" + printable(entry) + "'; their names begin with " +
                       printable(there));
  }
  checkpoint.tensors = std::move(chosen);
  checkpoint.left_over.insert(checkpoint.left_over.end(), others.begin(), others.end());
  checkpoint.entry += (checkpoint.entry.empty() ? "" : ".") + entry;
}

}  // namespace graft::detail
