#pragma once

#include <set>
#include <string>

#include <graft/network/look.hpp>

namespace graft {
namespace detail {

/// Visits a module and all modules inside it, shared ones once.
template <class Module, class Visit>
void each_module(Module& module, const std::string& path, std::set<const ::torch::nn::Module*>& seen, const Visit& visit) {
  if (!seen.insert(&module).second) return;
  visit(path, module);
  for (const auto& child : module.named_children())
    each_module<Module>(*child.value(), path.empty() ? child.key() : path + "." + child.key(), seen, visit);
}

/// The tensors that `of(module)` returns for a module and all modules inside it, shared ones once.
template <class Of>
[[nodiscard]] std::vector<NamedTensor> collect_tensors(const ::torch::nn::Module& net, const Of& of) {
  std::vector<NamedTensor> tensors;
  std::set<const ::torch::nn::Module*> seen;
  std::set<const void*> tensors_seen;
  each_module<const ::torch::nn::Module>(
      net, std::string(), seen, [&](const std::string& path, const ::torch::nn::Module& module) {
        for (const auto& item : of(module))
          if (item.value().defined() && tensors_seen.insert(item.value().unsafeGetTensorImpl()).second)
            tensors.emplace_back(path.empty() ? item.key() : path + "." + item.key(), item.value());
      });
  return tensors;
}

template <class Named>
[[nodiscard]] auto without_names(const Named& named) {
  std::vector<typename Named::value_type::second_type> values;
  for (const auto& [name, value] : named) values.push_back(value);
  return values;
}

}  // namespace detail

std::vector<NamedModule> named_modules(::torch::nn::Module& net) {
  std::vector<NamedModule> named;
  std::set<const ::torch::nn::Module*> seen;
  detail::each_module(net, std::string(), seen,
                      [&](const std::string& path, ::torch::nn::Module& module) { named.emplace_back(path, &module); });
  return named;
}

std::vector<NamedModule> named_children(::torch::nn::Module& net) {
  std::vector<NamedModule> named;
  std::set<const ::torch::nn::Module*> seen;
  for (const auto& child : net.named_children())
    if (seen.insert(child.value().get()).second) named.emplace_back(child.key(), child.value().get());
  return named;
}

std::vector<NamedTensor> named_parameters(const ::torch::nn::Module& net) {
  return detail::collect_tensors(net, [](const ::torch::nn::Module& module) { return module.named_parameters(false); });
}

std::vector<NamedTensor> named_buffers(const ::torch::nn::Module& net) {
  return detail::collect_tensors(net, [](const ::torch::nn::Module& module) { return module.named_buffers(false); });
}

std::vector<::torch::nn::Module*> modules(::torch::nn::Module& net) { return detail::without_names(named_modules(net)); }
std::vector<::torch::nn::Module*> children(::torch::nn::Module& net) { return detail::without_names(named_children(net)); }
std::vector<::torch::Tensor> parameters(const ::torch::nn::Module& net) { return detail::without_names(named_parameters(net)); }
std::vector<::torch::Tensor> buffers(const ::torch::nn::Module& net) { return detail::without_names(named_buffers(net)); }

}  // namespace graft
