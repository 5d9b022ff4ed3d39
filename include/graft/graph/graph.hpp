#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/net.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// A network as a constant, in tables of fixed capacity. Made by `describe`, or by `make_graph` from an edit.
template <std::size_t Modules, std::size_t Calls, std::size_t Inputs>
class Graph {
 public:
  constexpr explicit Graph(const Tables& tables)
      : sizes_{tables.modules.size(), tables.calls.size(), tables.inputs.size()},
        classifier_(tables.classifier),
        outputs_(tables.outputs),
        check_(tables.check) {
    copy(tables.modules.data(), sizes_.modules, modules_);
    copy(tables.calls.data(), sizes_.calls, calls_);
    copy(tables.inputs.data(), sizes_.inputs, inputs_);
  }

  /// Of what `make()` returns.
  constexpr explicit Graph(const std::invocable auto& make) : Graph(make()) {}

  /// Of what `describe(net)` describes, which is written into the tables without a copy.
  constexpr explicit Graph(const std::invocable<Net&> auto& describe) {
    Net net("Net", modules_, calls_, inputs_);
    describe(net);
    sizes_ = net.sizes();
    classifier_ = net.tables().classifier;
    outputs_ = net.tables().outputs;
    check_ = net.tables().check;
  }

  [[nodiscard]] constexpr GraphView view() const {
    return {{modules_.data(), sizes_.modules},
            {calls_.data(), sizes_.calls},
            {inputs_.data(), sizes_.inputs},
            classifier_,
            outputs_,
            check_};
  }
  constexpr operator GraphView() const { return view(); }

  /// The numbers of rows that the tables had; rows beyond the capacity are lost.
  [[nodiscard]] constexpr const GraphSizes& sizes() const { return sizes_; }

  [[nodiscard]] constexpr const Check& check() const { return check_; }
  [[nodiscard]] constexpr ModuleId find(std::string_view path) const { return view().find(path); }
  [[nodiscard]] constexpr Shape input_shape() const { return view().input_shape(); }
  [[nodiscard]] constexpr Shape output_shape() const { return view().output_shape(); }
  [[nodiscard]] constexpr std::int64_t parameter_count() const { return view().parameter_count(); }
  [[nodiscard]] constexpr std::int64_t multiply_add_count() const { return view().multiply_add_count(); }

 private:
  template <class Row, std::size_t Room>
  static constexpr void copy(const Row* from, std::size_t count, std::array<Row, Room>& to) {
    Row* const rows = to.data();
    for (std::size_t i = 0; i < count && i < Room; ++i) rows[i] = from[i];
  }

  std::array<Module, Modules> modules_{};
  std::array<Call, Calls> calls_{};
  std::array<CallId, Inputs> inputs_{};
  GraphSizes sizes_{};
  ModuleId classifier_{};
  Outputs outputs_{};
  Check check_{};
};

namespace detail {

// Variables instead of locals of make_graph, which clang would evaluate twice.
template <class Make>
inline constexpr GraphSizes graph_sizes = Graph<0, 0, 0>(Make{}).sizes();
template <class Make, GraphSizes Sizes>
inline constexpr Graph<Sizes.modules, Sizes.calls, Sizes.inputs> graph_of{Make{}};

/// A capacity for a network after an edit, which seldom adds more than a few layers.
[[nodiscard]] constexpr GraphSizes room_for_edit(GraphView net) {
  return {net.modules().size() + 8, net.calls().size() + 8, net.all_inputs().size() + 8};
}

}  // namespace detail

/// The constant graph of what a captureless function object returns, `Tables`, or describes: `make(net)`.
template <class Make>
consteval auto make_graph(Make) {
  // Evaluated twice, since vectors cannot leave a constant expression: once for the sizes, once for the rows.
  constexpr GraphSizes sizes = detail::graph_sizes<Make>;
  return Graph<sizes.modules, sizes.calls, sizes.inputs>(Make{});
}

/// The same as a static constant, evaluated once where the capacity `Room` suffices.
template <class Make, GraphSizes Room>
[[nodiscard]] constexpr const auto& graph_with_room() {
  constexpr GraphSizes sizes = detail::graph_of<Make, Room>.sizes();
  if constexpr (sizes.modules <= Room.modules && sizes.calls <= Room.calls && sizes.inputs <= Room.inputs)
    return detail::graph_of<Make, Room>;
  else
    return detail::graph_of<Make, sizes>;
}

}  // namespace graft
