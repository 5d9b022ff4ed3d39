#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <graft/core/error.hpp>
#include <graft/core/suggest.hpp>
#include <graft/runtime/gateway.hpp>

namespace graft {

/// Tensors by name, in the order in which they were put in: what Python calls a state_dict.
///
/// Example: `StateDict tensors; tensors.set("fc.bias", ::torch::zeros({2})); tensors.at("fc.bias").sum();`
class StateDict {
 public:
  using Entry = std::pair<std::string, ::torch::Tensor>;

  /// Puts `tensor` behind the others, or in the place of the tensor of that name.
  void set(const std::string& name, ::torch::Tensor tensor) {
    const auto [place, is_new] = places_.try_emplace(name, entries_.size());
    if (is_new) {
      entries_.emplace_back(name, std::move(tensor));
    } else {
      entries_[place->second].second = std::move(tensor);
    }
  }

  /// The tensor of that name, or nullptr; valid until the next `set`.
  const ::torch::Tensor* find(const std::string& name) const {
    const auto place = places_.find(name);
    return place == places_.end() ? nullptr : &entries_[place->second].second;
  }

  /// The tensor of that name. Errors: WeightsError that names the closest one.
  const ::torch::Tensor& at(const std::string& name) const {
    if (const ::torch::Tensor* tensor = find(name)) return *tensor;
    const std::optional<std::string> suggestion = closest(name, names());
    throw WeightsError("no tensor '" + name + "' among " + std::to_string(size()) +
                       (suggestion ? ": did you mean '" + *suggestion + "'?" : " tensors"));
  }

  bool contains(const std::string& name) const { return places_.contains(name); }
  std::size_t size() const noexcept { return entries_.size(); }
  bool empty() const noexcept { return entries_.empty(); }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    all.reserve(entries_.size());
    for (const Entry& entry : entries_) all.push_back(entry.first);
    return all;
  }

  auto begin() const noexcept { return entries_.begin(); }
  auto end() const noexcept { return entries_.end(); }

 private:
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace graft
