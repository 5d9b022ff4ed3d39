#pragma once

#include <cstddef>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/region.hpp>
#include <graft/graph/tables.hpp>
#include <graft/graph/tables_of.hpp>

namespace graft::detail {

/// The place of a splice: where a piece is inserted, and what it replaces.
struct Site {
  ModuleId parent{0};  ///< owns the piece's modules
  ModuleId before{0};  ///< the module before which they are registered; one past the last for the end
  int gone = 0;        ///< number of rows removed from there on: a module with all modules inside it, or none
  Region calls{};      ///< calls removed; none where last < first: the piece is then called before `first`
};

/// The tables of a network without the part at `site` and with a piece there; shapes are not inferred again.
///
/// The piece is a network whose input is the value of `site.calls.entry`. Its output replaces the value of the last removed
/// call, or, where none is removed, the entry's value in later calls. An empty piece only removes. Where the classifier is
/// removed, the piece's first module becomes the classifier, or none without one.
[[nodiscard]] constexpr Tables splice(GraphView net, const Site& site, const Tables& piece) {
  Tables result;
  result.check = net.check();
  result.modules.reserve(net.modules().size() + piece.modules.size());
  result.calls.reserve(net.calls().size() + piece.calls.size());
  result.inputs.reserve(net.all_inputs().size() + piece.inputs.size());

  // Row 0 of a piece stands for the network and its input; it adds no row.
  const int added_modules = piece.modules.empty() ? 0 : static_cast<int>(piece.modules.size()) - 1;
  const int added_calls = piece.calls.empty() ? 0 : static_cast<int>(piece.calls.size()) - 1;

  const int later_modules = site.before + site.gone;
  const auto new_module = [&](ModuleId module) -> ModuleId {
    if (module < site.before) return module;
    return {module < later_modules ? -1 : module - site.gone + added_modules};
  };
  const auto new_module_of_piece = [&](ModuleId module) {
    return module == 0 ? site.parent : ModuleId{site.before + module - 1};
  };
  for (ModuleId row{0}; row < site.before; ++row) result.modules.push_back(net.module(row));
  for (int row = 1; row <= added_modules; ++row) {
    Module added = piece.modules[static_cast<std::size_t>(row)];
    added.parent = new_module_of_piece(added.parent);
    added.origin = {};
    result.modules.push_back(added);
  }
  for (ModuleId row{later_modules}; row < net.module_count(); ++row) {
    Module moved = net.module(row);
    moved.parent = new_module(moved.parent);
    result.modules.push_back(moved);
  }

  const int first = site.calls.first.exists() ? site.calls.first.row : net.call_count();  // none: the module is never called
  const int later_calls = site.calls.first <= site.calls.last && site.calls.first.exists() ? site.calls.last + 1 : first;
  const CallId value = added_calls == 0 ? site.calls.entry : CallId{first + added_calls - 1};  // replaces the removed value
  const auto new_call = [&](CallId call) {
    if (call >= later_calls) return CallId{call - later_calls + first + added_calls};
    const bool replaced = later_calls > first ? call >= first : call == site.calls.entry;
    return replaced ? value : call;
  };
  const auto new_call_of_piece = [&](CallId call) { return call == 0 ? site.calls.entry : CallId{first + call - 1}; };
  const auto same_call = [](CallId call) { return call; };
  // What comes in runs when what it takes the place of, or stands behind, does.
  const CallId beside = later_calls > first ? CallId{first} : site.calls.entry;
  const bool auxiliary = beside.exists() && net.call(beside).auxiliary;
  const auto push = [&](Call call, const CallId* sources, const auto& call_now, const auto& module_now) {
    const CallId* const own_sources = sources + call.first_input;
    call.first_input = static_cast<int>(result.inputs.size());
    if (call.module.exists()) call.module = module_now(call.module);
    call.owner = module_now(call.owner);
    for (int i = 0; i < call.input_count; ++i) {
      const CallId source = call_now(own_sources[i]);
      result.inputs.push_back(source);
    }
    result.calls.push_back(call);
  };
  const CallId* const sources = net.all_inputs().data();
  for (CallId row{0}; row < first; ++row) push(net.call(row), sources, same_call, new_module);
  for (int row = 1; row <= added_calls; ++row) {
    Call added = piece.calls[static_cast<std::size_t>(row)];
    added.auxiliary = added.auxiliary || auxiliary;
    push(added, piece.inputs.data(), new_call_of_piece, new_module_of_piece);
  }
  for (CallId row{later_calls}; row < net.call_count(); ++row) push(net.call(row), sources, new_call, new_module);

  for (const Output& output : net.outputs()) {
    const bool gone = output.call >= first && output.call < later_calls && (added_calls == 0 || output.call + 1 < later_calls);
    if (!gone) result.outputs.add({output.name, new_call(output.call)});
  }

  const ModuleId classifier = net.classifier();
  if (classifier >= site.before && classifier < later_modules)
    result.classifier = added_modules > 0 ? site.before : ModuleId{};
  else if (classifier.exists())
    result.classifier = new_module(classifier);
  return result;
}

/// The unchanged tables of a network with the problem that prevented an edit.
[[nodiscard]] constexpr Tables failed_edit(GraphView net, const Check& check) {
  Tables tables = tables_of(net);
  if (tables.check.ok()) tables.check = check;
  return tables;
}

}  // namespace graft::detail
