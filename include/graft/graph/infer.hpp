#pragma once

#include <cstddef>

#include <graft/graph/tables.hpp>

namespace graft {
namespace detail {

/// The operands from which an operation infers its output: the shapes of its inputs, and the module that its call names.
struct Operands {
  const Call* calls;
  const CallId* sources;
  std::size_t count;
  const Shape& shape;
  Layer* module;

  [[nodiscard]] constexpr std::size_t size() const { return count; }
  [[nodiscard]] constexpr const Shape& operator[](std::size_t which) const { return calls[sources[which].row].shape; }
  [[nodiscard]] constexpr const Shape& given() const { return shape; }
  [[nodiscard]] constexpr Inferred through_module() const { return infer(*module, count == 0 ? shape : (*this)[0]); }
};

/// Infers the shape of a call's value from those of its inputs, the calls that `sources` names, and the sizes that its module
/// takes from its first input.
/// Errors: the first problem is recorded in `check`.
constexpr void infer_call(Call& call, Module* modules, const Call* calls, const CallId* sources, Check& check) {
  Layer* const module = call.module.row >= 0 ? &modules[call.module.row].layer : nullptr;
  const Operands operands{calls, sources, static_cast<std::size_t>(call.input_count), call.shape, module};
  // Most calls are of modules, and are spared the visit.
  const Inferred result = is_a<op::CallModule>(call.op)
                              ? operands.through_module()
                              : call.op.visit([&](const auto& operation) { return operation.output(operands); });
  call.shape = result.shape;
  if (result.problem != Problem::none && check.ok()) check = {result.problem, call.module, result.wanted, result.got};
}

}  // namespace detail

/// Infers the shape of one call's value from those of its inputs, and the sizes that its module takes from its first input.
/// Errors: the first problem is recorded in `tables.check`.
constexpr void infer_call(Tables& tables, std::size_t row) {
  Call& call = tables.calls.data()[row];
  detail::infer_call(call, tables.modules.data(), tables.calls.data(), tables.inputs.data() + call.first_input, tables.check);
}

/// Infers the shapes of the calls from `from` on again, after an edit or for another input shape; on demand without those of
/// auxiliary outputs, on which no other depends.
constexpr void infer(Tables& tables, std::size_t from = 0, bool with_auxiliary = true) {
  for (std::size_t row = from; row < tables.calls.size() && tables.check.ok(); ++row)
    if (with_auxiliary || !tables.calls.data()[row].auxiliary) infer_call(tables, row);
}

}  // namespace graft
