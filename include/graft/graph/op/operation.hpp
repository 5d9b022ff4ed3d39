#pragma once

#include <cstddef>
#include <string_view>

#include <graft/core/one_of.hpp>
#include <graft/graph/op/add.hpp>
#include <graft/graph/op/call_layer.hpp>
#include <graft/graph/op/call_module.hpp>
#include <graft/graph/op/channel_shuffle.hpp>
#include <graft/graph/op/concat.hpp>
#include <graft/graph/op/flatten.hpp>
#include <graft/graph/op/get_attr.hpp>
#include <graft/graph/op/input.hpp>
#include <graft/graph/op/interpolate.hpp>
#include <graft/graph/op/mean.hpp>
#include <graft/graph/op/merge_patches.hpp>
#include <graft/graph/op/multiply.hpp>
#include <graft/graph/op/narrow.hpp>
#include <graft/graph/op/operation_kind.hpp>
#include <graft/graph/op/permute.hpp>
#include <graft/graph/op/resample_positions.hpp>
#include <graft/graph/op/reshape.hpp>
#include <graft/graph/op/select.hpp>

namespace graft {

/// Any operation of a call in a network's table. A new kind is a struct of its own, one more entry here, and its execution in
/// engine/eager/impl/execute.hpp. The most common come first.
using Operation = OneOf<op::Input, op::CallModule, op::Add, op::CallLayer, op::Multiply, op::Concat, op::Flatten, op::GetAttr,
                        op::Permute, op::Select, op::Narrow, op::ChannelShuffle, op::Mean, op::MergePatches, op::Reshape,
                        op::ResamplePositions, op::Interpolate>;

namespace detail {

template <class Any>
inline constexpr bool all_are_operation_kinds = false;
template <class... Kinds>
inline constexpr bool all_are_operation_kinds<OneOf<Kinds...>> = (OperationKind<Kinds> && ...);
static_assert(all_are_operation_kinds<Operation>,
              "a kind of operation does not say all that graft/graph/op/operation_kind.hpp asks for");

constexpr auto visit_operation(const auto& visitor, auto& operation) { return operation.visit(visitor); }

template <class Kind>
inline constexpr std::size_t index_of_operation = place_in<Kind, Operation>;

}  // namespace detail

template <class Kind>
[[nodiscard]] constexpr bool is_a(const Operation& operation) {
  return operation.index_ == detail::index_of_operation<Kind>;
}

/// The name of an operation in files, such as `call_module`.
[[nodiscard]] constexpr std::string_view kind(const Operation& operation) {
  return detail::visit_operation([](const auto& any) { return any.kind; }, operation);
}

/// Whether calls of an operation name a row of the table of modules.
[[nodiscard]] constexpr bool names_module(const Operation& operation) {
  return detail::visit_operation([](const auto& any) { return any.names_module; }, operation);
}

/// Whether an operation takes this number of inputs.
[[nodiscard]] constexpr bool takes(const Operation& operation, std::size_t inputs) {
  return detail::visit_operation([&](const auto& any) { return inputs >= any.least_inputs && inputs <= any.most_inputs; },
                                 operation);
}

/// Whether an operation reads the size alone of its input of this number, and none of its elements.
[[nodiscard]] constexpr bool reads_size_alone(const Operation& operation, std::size_t input) {
  return detail::visit_operation(
      [&]<class Kind>(const Kind&) {
        if constexpr (requires { Kind::first_size_alone; })
          return input >= Kind::first_size_alone;
        else
          return false;
      },
      operation);
}

}  // namespace graft
