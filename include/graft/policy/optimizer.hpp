#pragma once

#include <concepts>

#include <graft/policy/category.hpp>

namespace graft {

/// An optimizer policy: the optimizer of the parameters that train, with its options.
///
/// 1. `using policy_category = optimizer_tag;`
/// 2. `struct Options`: an aggregate with default values, `double lr` among them.
/// 3. A user's own optimizer also has a `make` that creates it:
///    `static std::unique_ptr<torch::optim::Optimizer> make(std::vector<torch::Tensor>, const Options&)`.
template <class O>
concept OptimizerPolicy = detail::in_category<O, optimizer_tag> && std::default_initializable<typename O::Options> &&
    requires(typename O::Options options) {
  { options.lr } -> std::convertible_to<double>;
};

}  // namespace graft
