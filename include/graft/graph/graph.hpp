#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// A network as a constant: its tables at their exact sizes. Made by `describe`, or by `make_graph` from an edit.
template <std::size_t Modules, std::size_t Calls, std::size_t Inputs>
class Graph {
 public:
  constexpr explicit Graph(const Tables& tables) : classifier_(tables.classifier), check_(tables.check) {
    for (std::size_t i = 0; i < Modules; ++i) modules_[i] = tables.modules[i];
    for (std::size_t i = 0; i < Calls; ++i) calls_[i] = tables.calls[i];
    for (std::size_t i = 0; i < Inputs; ++i) inputs_[i] = tables.inputs[i];
  }

  [[nodiscard]] constexpr GraphView view() const { return {modules_, calls_, inputs_, classifier_, check_}; }
  constexpr operator GraphView() const { return view(); }

  [[nodiscard]] constexpr const Check& check() const { return check_; }
  [[nodiscard]] constexpr int find(std::string_view path) const { return view().find(path); }
  [[nodiscard]] constexpr Shape input_shape() const { return view().input_shape(); }
  [[nodiscard]] constexpr Shape output_shape() const { return view().output_shape(); }
  [[nodiscard]] constexpr std::int64_t parameter_count() const { return view().parameter_count(); }
  [[nodiscard]] constexpr std::int64_t multiply_add_count() const { return view().multiply_add_count(); }

 private:
  std::array<Module, Modules> modules_{};
  std::array<Call, Calls> calls_{};
  std::array<int, Inputs> inputs_{};
  int classifier_;
  Check check_;
};

namespace detail {

struct GraphSizes {
  std::size_t modules, calls, inputs;
};

// A variable, not a local of make_graph: clang would compute a local again as part of the whole, at twice the steps.
template <class Make>
inline constexpr GraphSizes graph_sizes = [] {
  const Tables tables = Make{}();
  return GraphSizes{tables.modules.size(), tables.calls.size(), tables.inputs.size()};
}();

}  // namespace detail

/// The constant graph of `Make{}()`, a captureless function object that returns `Tables`.
template <class Make>
consteval auto make_graph(Make) {
  // Twice, because vectors cannot leave a constant expression: once for the sizes, once for the rows.
  constexpr detail::GraphSizes sizes = detail::graph_sizes<Make>;
  return Graph<sizes.modules, sizes.calls, sizes.inputs>(Make{}());
}

}  // namespace graft
