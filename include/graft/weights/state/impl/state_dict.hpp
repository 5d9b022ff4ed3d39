#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/suggest.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft {

void StateDict::set(const std::string& name, ::torch::Tensor tensor) {
  const auto [place, is_new] = places_.try_emplace(name, entries_.size());
  if (is_new) {
    entries_.emplace_back(name, std::move(tensor));
  } else {
    entries_[place->second].second = std::move(tensor);
  }
}

const ::torch::Tensor* StateDict::find(const std::string& name) const {
  const auto place = places_.find(name);
  return place == places_.end() ? nullptr : &entries_[place->second].second;
}

const ::torch::Tensor& StateDict::at(const std::string& name) const {
  if (const ::torch::Tensor* tensor = find(name)) return *tensor;
  const std::optional<std::string> suggestion = closest(name, names());
  throw WeightsError("no tensor '" + name + "' among " + std::to_string(size()) +
                     (suggestion ? ": did you mean '" + *suggestion + "'?" : " tensors"));
}

std::vector<std::string> StateDict::names() const {
  std::vector<std::string> all;
  all.reserve(entries_.size());
  for (const Entry& entry : entries_) all.push_back(entry.first);
  return all;
}

bool StateDict::contains(const std::string& name) const { return places_.contains(name); }

}  // namespace graft
