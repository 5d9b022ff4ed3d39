#pragma once

#include <string_view>
#include <utility>

#include <graft/graph/closest_module.hpp>
#include <graft/graph/detail/splice.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/piece.hpp>
#include <graft/graph/region.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// The network with a piece in place of a module and all modules inside it: Python's `net.classifier[6] = nn.Linear(4096, 3)`.
///
/// The piece takes over the name, the position in the order of registration and the input of the module, and becomes the
/// classifier where the module was.
/// Errors: as values in `check`. With the tables unchanged: no such module; calls that are no single-entry, single-exit region;
///         a piece that is not one module of that name. With the tables edited: shapes that do not fit.
[[nodiscard]] constexpr Tables replace(GraphView net, ModuleId gone, const Piece auto& piece) {
  if (!net.check().ok()) return tables_of(net);
  if (gone <= 0 || gone >= net.module_count()) return detail::failed_edit(net, {Problem::no_such_path, gone, 0, 0});
  const Region region = region_of(net, gone);
  if (!region.whole || !region.first.exists()) return detail::failed_edit(net, {Problem::not_one_chain, gone, 0, 0});

  Net builder;
  builder.input(net.call(region.entry).shape);
  if (gone == net.classifier() && net.is<Conv2d>(gone)) builder.linear_as_convolution();
  detail::describe_piece(builder, net.module(gone).name.view(), piece);
  const Tables described = std::move(builder).tables();
  Tables result = detail::splice(net, {net.module(gone).parent, gone, net.end_of(gone) - gone, region}, described);

  int tops = 0;
  for (std::size_t i = 1; i < described.modules.size(); ++i) tops += described.modules[i].parent == 0 ? 1 : 0;
  const ModuleId replaced_by = described.modules.size() > 1 ? gone : ModuleId{};  // earlier rows have not moved
  const bool one = tops == 1 && described.modules[1].name == net.module(gone).name;
  if (!described.check.ok()) {
    result.check = described.check;
    if (result.check.module > 0) result.check.module.row += gone - 1;
  } else if (!one) {
    result.check = {Problem::not_one_module, replaced_by, 1, tops};
  }
  infer(result, region.first.index());  // earlier calls have not changed
  return result;
}

/// The same by path.
/// Errors: for a path that does not exist, Problem::no_such_path at the row of the closest one.
[[nodiscard]] constexpr Tables replace(GraphView net, std::string_view path, const Piece auto& piece) {
  const ModuleId module = net.find(path);
  if (module <= 0) return detail::failed_edit(net, {Problem::no_such_path, closest_module(net, path), 0, 0});
  return replace(net, module, piece);
}
[[nodiscard]] constexpr Tables replace(GraphView net, int row,
                                       const Piece auto& piece) = delete;  // `replace(net, 0, ...)` would be a path

}  // namespace graft
