#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/region.hpp>
#include <graft/graph/tables.hpp>
#include <graft/graph/tables_of.hpp>

namespace graft::detail {

/// Where a piece goes in, and what goes out for it.
struct Site {
  int parent = 0;     ///< row that owns the piece's modules
  int before = 0;     ///< row in front of which they are registered; the number of rows for the end
  int gone = -1;      ///< row that leaves, with all inside it, or -1
  Region calls{};     ///< calls that leave; nothing leaves when last < first, and the piece runs before `first`
};

/// The tables of a network without the part at `site` and with a piece there; shapes are not inferred again.
///
/// The piece is a network of its own, whose input is the value of `site.calls.entry`; its last value takes the place of the
/// last one of the calls that leave, or of the entry's for those behind when none leaves. An empty piece only removes.
/// When the classifier leaves, the piece's first module is the classifier, or -1 without one.
[[nodiscard]] constexpr Tables splice(GraphView net, const Site& site, const Tables& piece) {
  Tables result;
  result.check = net.check();
  result.modules.reserve(net.modules().size() + piece.modules.size());
  result.calls.reserve(net.calls().size() + piece.calls.size());
  result.inputs.reserve(net.all_inputs().size() + piece.inputs.size());
  const auto at = [](std::vector<int>& rows, int row) -> int& { return rows[static_cast<std::size_t>(row)]; };

  std::vector<int> module_of(net.modules().size(), -1), piece_module_of(piece.modules.size(), -1);
  const auto insert_modules = [&] {
    if (!piece.modules.empty()) piece_module_of[0] = at(module_of, site.parent);
    for (std::size_t i = 1; i < piece.modules.size(); ++i) {
      piece_module_of[i] = static_cast<int>(result.modules.size());
      result.modules.push_back(piece.modules[i]);
      result.modules.back().parent = at(piece_module_of, piece.modules[i].parent);
      result.modules.back().origin = -1;
    }
  };
  for (int row = 0; row < net.module_count(); ++row) {
    if (row == site.before) insert_modules();
    const int parent = net.module(row).parent;
    if (row == site.gone || (parent >= 0 && at(module_of, parent) < 0)) continue;
    at(module_of, row) = static_cast<int>(result.modules.size());
    result.modules.push_back(net.module(row));
    if (parent >= 0) result.modules.back().parent = at(module_of, parent);
  }
  if (site.before >= net.module_count()) insert_modules();

  std::vector<int> call_of(net.calls().size(), -1), piece_call_of(piece.calls.size(), -1);
  const auto push = [&](Call call, std::span<const int> inputs, std::vector<int>& new_row_of, std::vector<int>& new_module_of) {
    if (call.module >= 0) call.module = at(new_module_of, call.module);
    call.owner = at(new_module_of, call.owner);
    call.first_input = static_cast<int>(result.inputs.size());
    for (const int input : inputs) result.inputs.push_back(at(new_row_of, input));
    result.calls.push_back(call);
    return static_cast<int>(result.calls.size()) - 1;
  };
  const auto insert_calls = [&] {
    if (piece.calls.empty()) return;
    piece_call_of[0] = at(call_of, site.calls.entry);
    for (std::size_t i = 1; i < piece.calls.size(); ++i) {
      const Call& call = piece.calls[i];
      const auto inputs = std::span<const int>(piece.inputs).subspan(static_cast<std::size_t>(call.first_input), static_cast<std::size_t>(call.input_count));
      piece_call_of[i] = push(call, inputs, piece_call_of, piece_module_of);
    }
    if (site.calls.last < site.calls.first) at(call_of, site.calls.entry) = piece_call_of.back();
  };
  for (int row = 0; row < net.call_count(); ++row) {
    if (row == site.calls.first) insert_calls();
    if (row >= site.calls.first && row <= site.calls.last)
      at(call_of, row) = piece.calls.empty() ? at(call_of, site.calls.entry) : piece_call_of.back();
    else
      at(call_of, row) = push(net.call(row), net.inputs(row), call_of, module_of);
  }
  if (site.calls.first >= net.call_count()) insert_calls();

  if (net.classifier() >= 0) {
    const bool leaves = site.gone >= 0 && net.is_within(net.classifier(), site.gone);
    result.classifier = !leaves ? at(module_of, net.classifier()) : piece.modules.size() > 1 ? piece_module_of[1] : -1;
  }
  return result;
}

/// A network as it was, with the problem that kept an edit from being made.
[[nodiscard]] constexpr Tables failed_edit(GraphView net, const Check& check) {
  Tables tables = tables_of(net);
  if (tables.check.ok()) tables.check = check;
  return tables;
}

}  // namespace graft::detail
