#pragma once

#include <type_traits>

#include <graft/policy/binary_cross_entropy.hpp>
#include <graft/policy/cross_entropy.hpp>
#include <graft/policy/mse.hpp>
#include <graft/policy/task.hpp>

namespace graft {
namespace detail {

template <class Task>
struct DefaultLoss : std::type_identity<CrossEntropy> {};
template <>
struct DefaultLoss<MultiLabel> : std::type_identity<BinaryCrossEntropy> {};
template <>
struct DefaultLoss<Regression> : std::type_identity<MSE> {};

}  // namespace detail

/// The loss of a task where a tuner names none.
template <class Task>
using default_loss = typename detail::DefaultLoss<Task>::type;

}  // namespace graft
