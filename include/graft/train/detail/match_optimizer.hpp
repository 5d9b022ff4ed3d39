#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/optimizer/state_key.hpp>
#include <graft/platform/gateway.hpp>

namespace graft::detail {

/// Removes an optimizer's state of a parameter (momentum, moments), so that it starts fresh if the parameter comes back.
inline void forget(::torch::optim::Optimizer& optimizer, const ::torch::Tensor& parameter) {
  optimizer.state().erase(state_key(parameter));
}

/// Compares the parameters that an optimizer holds with those that train, and with `complete` makes them the same: a missing
/// one joins the first group and has its options; one that does not train any more, or is no longer of the network, is removed.
///
/// Without `complete`, a frozen one that it holds stays there, as in Python, but loses its gradient, which would still move it.
/// Errors: UsageError when nothing trains, and, without `complete`, when the optimizer lacks a parameter that trains.
inline void match_optimizer(::torch::optim::Optimizer& optimizer, const ::torch::nn::Module& network, bool complete) {
  std::unordered_set<const void*> held;
  for (const auto& group : optimizer.param_groups())
    for (const ::torch::Tensor& parameter : group.params()) held.insert(parameter.unsafeGetTensorImpl());

  std::vector<std::string> names;
  std::vector<::torch::Tensor> missing;
  std::unordered_set<const void*> trains;
  for (const auto& item : network.named_parameters()) {
    ::torch::Tensor parameter = item.value();
    const void* const key = parameter.unsafeGetTensorImpl();
    if (!parameter.requires_grad()) {
      parameter.mutable_grad() = ::torch::Tensor();
    } else if (trains.insert(key).second && !held.contains(key)) {
      names.push_back(item.key());
      missing.push_back(std::move(parameter));
    }
  }
  if (trains.empty()) throw UsageError("nothing is left to train: the freeze policy freezes every parameter");
  if (!complete && !missing.empty()) {
    std::string listed = names.front();
    for (std::size_t i = 1; i < names.size() && i < 3; ++i) listed += ", " + names[i];
    throw UsageError("the optimizer lacks " + std::to_string(names.size()) +
                     (names.size() == 1 ? " parameter" : " parameters") + " of the network that would train (" + listed +
                     (names.size() > 3 ? ", ..." : "") +
                     "); make it after unfreezing, give it these with add_param_group, or freeze them");
  }
  if (!complete) return;

  for (auto& group : optimizer.param_groups())
    std::erase_if(group.params(), [&](const ::torch::Tensor& parameter) {
      const bool leaves = !trains.contains(parameter.unsafeGetTensorImpl());
      if (leaves) forget(optimizer, parameter);
      return leaves;
    });
  if (missing.empty()) return;
  if (optimizer.param_groups().empty()) return optimizer.add_param_group({std::move(missing)});
  auto& first = optimizer.param_groups().front().params();
  first.insert(first.end(), missing.begin(), missing.end());
}

}  // namespace graft::detail
