#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <graft/core/short_string.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// A look at a network's tables, wherever they live; cheap to copy. Every question about a network is asked here.
///
/// Modules and calls are named by their row. A path is the dotted name, as in Python: `layer1.0.conv2`.
class GraphView {
 public:
  using Path = ShortString<127>;

  constexpr GraphView() = default;
  constexpr GraphView(std::span<const Module> modules, std::span<const Call> calls, std::span<const int> inputs, int classifier,
                      Check check)
      : modules_(modules), calls_(calls), inputs_(inputs), classifier_(classifier), check_(check) {}
  constexpr GraphView(const Tables& tables)
      : GraphView(tables.modules, tables.calls, tables.inputs, tables.classifier, tables.check) {}

  [[nodiscard]] constexpr std::span<const Module> modules() const { return modules_; }
  [[nodiscard]] constexpr std::span<const Call> calls() const { return calls_; }
  [[nodiscard]] constexpr std::span<const int> all_inputs() const { return inputs_; }
  [[nodiscard]] constexpr int module_count() const { return static_cast<int>(modules_.size()); }
  [[nodiscard]] constexpr int call_count() const { return static_cast<int>(calls_.size()); }
  [[nodiscard]] constexpr const Module& module(int row) const { return modules_[static_cast<std::size_t>(row)]; }
  [[nodiscard]] constexpr const Call& call(int row) const { return calls_[static_cast<std::size_t>(row)]; }
  /// The module that a head replaces, or -1.
  [[nodiscard]] constexpr int classifier() const { return classifier_; }
  /// The first problem found while describing, inferring or editing.
  [[nodiscard]] constexpr const Check& check() const { return check_; }

  /// The calls whose values feed a call.
  [[nodiscard]] constexpr std::span<const int> inputs(int call_row) const {
    const Call& c = call(call_row);
    return inputs_.subspan(static_cast<std::size_t>(c.first_input), static_cast<std::size_t>(c.input_count));
  }

  [[nodiscard]] constexpr Shape input_shape() const { return calls_.empty() ? Shape{} : calls_.front().shape; }
  [[nodiscard]] constexpr Shape output_shape() const { return calls_.empty() ? Shape{} : calls_.back().shape; }

  /// Whether a row has exactly this path. Linear in the length of the path: it is read from its end.
  [[nodiscard]] constexpr bool has_path(int row, std::string_view path) const {
    if (row <= 0) return row == 0 && path.empty();
    for (;;) {
      const std::string_view name = module(row).name.view();
      if (!path.ends_with(name)) return false;
      path.remove_suffix(name.size());
      row = module(row).parent;
      if (row <= 0) return row == 0 && path.empty();
      if (!path.ends_with('.')) return false;
      path.remove_suffix(1);
    }
  }

  /// The row with this path, or -1. The empty path is the network itself, row 0.
  [[nodiscard]] constexpr int find(std::string_view path) const {
    if (path.empty()) return modules_.empty() ? -1 : 0;
    for (int row = 1; row < module_count(); ++row)
      if (has_path(row, path)) return row;
    return -1;
  }

  /// The path of a row.
  [[nodiscard]] constexpr Path path(int row) const {
    if (row <= 0) return {};
    Path text = path(module(row).parent);
    if (!text.empty()) text.append(".");
    text.append(module(row).name.view());
    return text;
  }

  /// Whether a row is `ancestor` or lies inside it.
  [[nodiscard]] constexpr bool is_within(int row, int ancestor) const {
    for (; row >= 0; row = module(row).parent)
      if (row == ancestor) return true;
    return false;
  }

  template <class Kind>
  [[nodiscard]] constexpr bool is(int row) const {
    return std::holds_alternative<Kind>(module(row).layer);
  }

  /// Whether any module is opaque to the table, so that paths inside it are known at run time only.
  [[nodiscard]] constexpr bool has_foreign() const {
    for (int row = 0; row < module_count(); ++row)
      if (is<Foreign>(row)) return true;
    return false;
  }

  /// Trainable numbers of a row and of all inside it; without an argument, of the whole network.
  [[nodiscard]] constexpr std::int64_t parameter_count(int ancestor = 0) const {
    std::int64_t sum = 0;
    for (int row = 0; row < module_count(); ++row)
      if (ancestor == 0 || is_within(row, ancestor)) sum += parameters(module(row).layer);
    return sum;
  }

  /// Multiplications followed by an addition that one example costs.
  /// Source: the convention of fvcore and ptflops; only convolutions and linear layers count.
  [[nodiscard]] constexpr std::int64_t multiply_add_count() const {
    std::int64_t sum = 0;
    for (const Call& c : calls_)
      if (c.op == Op::call_module) sum += multiply_adds(module(c.module).layer, c.shape);
    return sum;
  }

 private:
  std::span<const Module> modules_{};
  std::span<const Call> calls_{};
  std::span<const int> inputs_{};
  int classifier_ = -1;
  Check check_{};
};

}  // namespace graft
