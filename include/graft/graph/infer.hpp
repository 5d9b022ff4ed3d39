#pragma once

#include <cstddef>
#include <span>

#include <graft/graph/tables.hpp>

namespace graft {

/// Fills in the shape of one call from the shapes of its inputs, and what its module takes from its first input.
/// The first problem is kept in `tables.check`.
constexpr void infer_call(Tables& tables, std::size_t row) {
  Call* const calls = tables.calls.data();
  Call& call = calls[row];
  const int* const sources = tables.inputs.data() + call.first_input;
  const auto input = [&](int which) -> const Shape& { return calls[sources[which]].shape; };
  Inferred result;
  switch (call.op) {
    case Op::input: return;
    case Op::call_module: result = infer(tables.modules[static_cast<std::size_t>(call.module)].layer, input(0)); break;
    case Op::add:
      result = {input(0)};
      if (!(input(0) == input(1)))
        result = Inferred::failed(Problem::operands_differ, input(0).elements(), input(1).elements());
      break;
    case Op::flatten: result = {Shape{input(0).elements()}}; break;
    case Op::concat: {
      if (call.input_count == 0) {
        result = Inferred::failed(Problem::operands_differ, 0, 0);
        break;
      }
      Shape sum = input(0);
      for (int i = 1; i < call.input_count; ++i) {
        if (!(input(i).with(0, 0) == sum.with(0, 0)))
          result = Inferred::failed(Problem::operands_differ, sum.elements(), input(i).elements());
        sum = sum.with(0, sum[0] + input(i)[0]);
      }
      if (result.problem == Problem::none) result.shape = sum;
      break;
    }
  }
  call.shape = result.shape;
  if (result.problem != Problem::none && tables.check.ok())
    tables.check = {result.problem, call.module, result.wanted, result.got};
}

/// Infers the shapes of a network again, after an edit or for another input shape; of calls before `from` they stand.
constexpr void infer(Tables& tables, std::size_t from = 0) {
  for (std::size_t row = from; row < tables.calls.size() && tables.check.ok(); ++row) infer_call(tables, row);
}

}  // namespace graft
