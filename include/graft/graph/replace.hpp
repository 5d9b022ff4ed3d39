#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/tables.hpp>

namespace graft {
namespace detail {

/// The calls of a module and of all inside it, if they are one chain with one way in and one way out.
struct Chain {
  int first = -1, last = -1;
  bool whole = true;
};

[[nodiscard]] constexpr Chain chain_of(GraphView net, int module) {
  Chain chain;
  for (int row = 0; row < net.call_count(); ++row) {
    const Call& call = net.call(row);
    const bool inside = call.op == Op::call_module && net.is_within(call.module, module);
    if (inside && chain.first < 0) chain.first = row;
    if (inside) chain.last = row;
  }
  for (int row = chain.first; chain.first >= 0 && row <= chain.last; ++row) {
    const Call& call = net.call(row);
    chain.whole = chain.whole && call.op == Op::call_module && net.is_within(call.module, module) &&
                  (row == chain.first || net.inputs(row).front() == row - 1);
  }
  // Nobody else may look at a value in the middle of the chain.
  for (int row = chain.last + 1; chain.first >= 0 && row < net.call_count(); ++row)
    for (const int source : net.inputs(row)) chain.whole = chain.whole && (source < chain.first || source >= chain.last);
  chain.whole = chain.whole && chain.first >= 0;
  return chain;
}

/// Copies tables row by row and keeps where each row went.
class Splice {
 public:
  explicit constexpr Splice(Tables& into) : into_(into) {}

  constexpr void module(Module row, int parent) {
    row.parent = parent;
    into_.modules.push_back(row);
  }

  constexpr void call(const Call& row, int module, std::span<const int> inputs, const std::vector<int>& new_row_of) {
    Call copy = row;
    copy.module = module;
    copy.first_input = static_cast<int>(into_.inputs.size());
    for (const int input : inputs) into_.inputs.push_back(new_row_of[static_cast<std::size_t>(input)]);
    into_.calls.push_back(copy);
  }

 private:
  Tables& into_;
};

}  // namespace detail

/// The network with one module, and all inside it, replaced by what `describe_piece(net, name)` describes.
///
/// The piece takes the place, the name and the position in the order of registration; its input is the value that
/// flowed into the replaced module. When the replaced module is the classifier, the piece becomes the classifier.
/// Errors: as values in `check`: no such row, calls that are not one chain, a piece that is not one module of that name,
///         shapes that do not fit behind it.
template <class DescribePiece>
[[nodiscard]] constexpr Tables replace(GraphView net, int gone, DescribePiece&& describe_piece) {
  Tables result;
  result.check = net.check();
  const detail::Chain chain = gone > 0 ? detail::chain_of(net, gone) : detail::Chain{-1, -1, false};
  if (!chain.whole && result.check.ok()) result.check = {gone > 0 ? Problem::not_one_chain : Problem::no_such_path, gone, 0, 0};
  if (!result.check.ok()) return result;

  const int entry = net.inputs(chain.first).front();
  Net builder;
  builder.input(net.call(entry).shape);
  std::forward<DescribePiece>(describe_piece)(builder, net.module(gone).name.view());
  const Tables piece = std::move(builder).tables();

  const std::size_t module_room = net.modules().size() + piece.modules.size();
  const std::size_t call_room = net.calls().size() + piece.calls.size();
  result.modules.reserve(module_room);
  result.calls.reserve(call_room);
  result.inputs.reserve(net.all_inputs().size() + piece.inputs.size());
  detail::Splice splice{result};

  std::vector<int> module_of(net.modules().size(), -1), piece_module_of(piece.modules.size(), -1);
  for (int row = 0; row < net.module_count(); ++row) {
    const Module& module = net.module(row);
    if (row == gone) {
      piece_module_of[0] = module_of[static_cast<std::size_t>(module.parent)];
      for (std::size_t i = 1; i < piece.modules.size(); ++i) {
        piece_module_of[i] = static_cast<int>(result.modules.size());
        splice.module(piece.modules[i], piece_module_of[static_cast<std::size_t>(piece.modules[i].parent)]);
      }
    } else if (!net.is_within(row, gone)) {
      module_of[static_cast<std::size_t>(row)] = static_cast<int>(result.modules.size());
      splice.module(module, module.parent < 0 ? -1 : module_of[static_cast<std::size_t>(module.parent)]);
    }
  }

  std::vector<int> call_of(net.calls().size(), -1), piece_call_of(piece.calls.size(), -1);
  for (int row = 0; row < net.call_count(); ++row) {
    const auto here = static_cast<std::size_t>(row);
    if (row == chain.first) {
      piece_call_of[0] = call_of[static_cast<std::size_t>(entry)];
      for (std::size_t i = 1; i < piece.calls.size(); ++i) {
        piece_call_of[i] = static_cast<int>(result.calls.size());
        const Call& call = piece.calls[i];
        const auto inputs = std::span<const int>(piece.inputs).subspan(static_cast<std::size_t>(call.first_input), static_cast<std::size_t>(call.input_count));
        splice.call(call, call.module < 0 ? -1 : piece_module_of[static_cast<std::size_t>(call.module)], inputs, piece_call_of);
      }
    }
    if (row >= chain.first && row <= chain.last) {
      call_of[here] = piece_call_of.back();
      continue;
    }
    call_of[here] = static_cast<int>(result.calls.size());
    const Call& call = net.call(row);
    splice.call(call, call.module < 0 ? -1 : module_of[static_cast<std::size_t>(call.module)], net.inputs(row), call_of);
  }

  int tops = 0;
  for (std::size_t i = 1; i < piece.modules.size(); ++i) tops += piece.modules[i].parent == 0 ? 1 : 0;
  const bool one = tops == 0 || (tops == 1 && piece.modules[1].name == net.module(gone).name);  // nothing: it is removed
  const int replaced_by = piece.modules.size() > 1 ? piece_module_of[1] : -1;
  result.check = piece.check;
  if (!result.check.ok() && result.check.module >= 0) result.check.module = piece_module_of[static_cast<std::size_t>(result.check.module)];
  if (result.check.ok() && !one) result.check = {Problem::not_one_module, replaced_by, 1, tops};
  if (net.classifier() >= 0)
    result.classifier = net.is_within(net.classifier(), gone) ? replaced_by : module_of[static_cast<std::size_t>(net.classifier())];
  infer(result);
  return result;
}

}  // namespace graft
