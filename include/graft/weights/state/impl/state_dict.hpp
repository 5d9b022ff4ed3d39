#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/core/suggest.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/weights/state/rename.hpp>
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

StateDict state_dict(const ::torch::nn::Module& module) {
  StateDict tensors;
  const auto add = [&](const auto& self, const ::torch::nn::Module& part, const std::string& prefix) -> void {
    for (const auto& parameter : part.named_parameters(false)) tensors.set(prefix + parameter.key(), parameter.value());
    for (const auto& buffer : part.named_buffers(false)) tensors.set(prefix + buffer.key(), buffer.value());
    for (const auto& child : part.named_children()) self(self, *child.value(), prefix + child.key() + ".");
  };
  add(add, module, "");
  return tensors;
}

StateDict rename(const StateDict& tensors, const std::function<std::string(std::string_view)>& rule) {
  StateDict renamed;
  std::unordered_map<std::string, std::string> before;
  for (const auto& [name, tensor] : tensors) {
    const std::string now = rule(name);
    if (now.empty()) continue;
    const auto [other, is_new] = before.emplace(now, name);
    if (!is_new)
      throw WeightsError("cannot rename: tensors '" + printable(other->second) + "' and '" + printable(name) +
                         "' would both be '" + printable(now) + "' (rename or drop one of them first)");
    renamed.set(now, tensor);
  }
  return renamed;
}

StateDict rename_prefix(const StateDict& tensors, std::string_view from, std::string_view to) {
  return rename(tensors, [&](std::string_view name) {
    if (!name.starts_with(from)) return std::string(name);
    std::string now = std::string(to).append(name.substr(from.size()));
    if (now.empty())
      throw WeightsError("cannot rename: nothing is left of the name of tensor '" + printable(std::string(name)) + "'");
    return now;
  });
}

}  // namespace graft
