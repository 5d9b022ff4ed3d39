#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/version.hpp>

namespace graft {

inline namespace GRAFT_VERSION_NAMESPACE {

/// Tensors by name in the order of insertion, as Python's state_dict.
///
/// Example: `StateDict tensors; tensors.set("fc.bias", ::torch::zeros({2})); tensors.at("fc.bias").sum();`
class StateDict {
 public:
  using Entry = std::pair<std::string, ::torch::Tensor>;

  /// Appends `tensor`, or replaces the tensor of that name.
  void set(const std::string& name, ::torch::Tensor tensor);

  /// The tensor of that name, or nullptr; valid until the next `set`.
  const ::torch::Tensor* find(const std::string& name) const;

  /// The tensor of that name. Errors: WeightsError that names the closest one.
  const ::torch::Tensor& at(const std::string& name) const;

  bool contains(const std::string& name) const;
  std::size_t size() const noexcept { return entries_.size(); }
  bool empty() const noexcept { return entries_.empty(); }

  std::vector<std::string> names() const;

  auto begin() const noexcept { return entries_.begin(); }
  auto end() const noexcept { return entries_.end(); }

 private:
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace GRAFT_VERSION_NAMESPACE

}  // namespace graft
