#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/decimal.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/tables.hpp>

#include "graph/samples.hpp"

/// Small networks of all kinds of layers and operations, drawn from a seed.
namespace random_graphs {

using namespace graft;

/// Draws a network. Kinds are those of the variants and settings are drawn field by field, so that what is added to them is
/// drawn, too; what does not fit the values that are there is drawn again. The first seeds give the smallest networks.
class RandomGraph {
 public:
  explicit RandomGraph(std::uint32_t seed) : random_(seed * 2654435761U + 1), steps_(1 + static_cast<int>(seed % 16)) {}

  /// An input of three axes, modules in containers, functions, parameters, branches that meet, and perhaps a classifier, a
  /// named output and an auxiliary one. The last value depends on the input.
  [[nodiscard]] Tables make() {
    tables_.modules.push_back({Block{"Random"}, {}, {}, {0}});
    Call input;
    input.shape = {1 + below(6), 4 + below(6), 4 + below(6)};
    tables_.calls.push_back(input);
    values_.push_back({0});
    depends_.push_back(true);
    if (chance(3)) {  // as a sequence
      (void)push(op::Flatten{1}, {}, {{0}});
      (void)push(op::Permute{{1, 0}}, {}, {{1}});
    }
    grow(steps_, 0);
    if (chance(3)) add_auxiliary();
    if (chance(3)) tables_.outputs.add({"named", values_[pick(values_)]});
    finish();
    for (ModuleId row{0}; row.index() < tables_.modules.size(); ++row) tables_.modules[row.index()].origin = row;
    return tables_;
  }

 private:
  [[nodiscard]] std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(end));
  }
  [[nodiscard]] bool chance(std::int64_t one_in) { return below(one_in) == 0; }
  [[nodiscard]] std::size_t pick(const auto& from) {
    return static_cast<std::size_t>(below(static_cast<std::int64_t>(from.size())));
  }

  [[nodiscard]] CallId newest() const { return {static_cast<int>(tables_.calls.size()) - 1}; }
  [[nodiscard]] const Shape& shape_of(CallId call) const { return tables_.calls[call.index()].shape; }

  /// Gives a field a value that may go with a value of some shape.
  struct Draw {
    RandomGraph& graph;
    const Shape& shape;

    [[nodiscard]] Shape shuffled_axes() {
      Shape axes;
      for (std::size_t axis = 0; axis < shape.rank(); ++axis) axes = axes.with_back(static_cast<std::int64_t>(axis));
      for (std::size_t i = axes.rank(); i > 1; --i) {
        const auto other = static_cast<std::size_t>(graph.below(static_cast<std::int64_t>(i)));
        const std::int64_t last = axes[i - 1];
        axes = axes.with(i - 1, axes[other]).with(other, last);
      }
      return axes;
    }
    void operator()(const char*, std::int64_t& value) {
      const std::int64_t choices[] = {0, 1, 2, 3, 4, 6, shape[0], shape[shape.rank() - 1], shape[0], shape[shape.rank() - 1]};
      value = choices[graph.below(10)];
    }
    void operator()(const char*, double& value) { value = graph.chance(2) ? 0.125 : 0.25; }
    void operator()(const char*, bool& value) { value = graph.chance(2); }
    void operator()(const char*, Size2& value) {
      value = graph.chance(3) ? Size2(graph.below(4), graph.below(4)) : Size2(graph.below(4));
    }
    void operator()(const char*, ShortString<31>& value) { value = graph.chance(2) ? "Drawn" : ""; }
    /// An order of the value's axes, or an end of its shape.
    void operator()(const char* name, Shape& value) {
      value = {};
      if (std::string_view(name) == "axes") return void(value = shuffled_axes());
      const auto rank = static_cast<std::int64_t>(shape.rank());
      for (std::int64_t axis = graph.below(rank); axis < rank; ++axis)
        value = value.with_back(shape[static_cast<std::size_t>(axis)]);
    }
  };
  /// The same for operations, whose shapes are orders of axes, or have as many elements.
  struct DrawOperation : Draw {
    using Draw::operator();
    void operator()(const char*, std::int64_t& value) { value = graph.below(3); }
    void operator()(const char* name, Shape& value) {
      const Shape axes = shuffled_axes();
      value = axes;
      if (std::string_view(name) == "shape")
        for (std::size_t i = 0; i < axes.rank(); ++i) value = value.with(i, shape[static_cast<std::size_t>(axes[i])]);
    }
    void operator()(const char*, Layer& value) {
      if (const auto drawn = graph.draw_layer(shape, true)) value = *drawn;
    }
  };

  /// Makes `any` one of its kinds, drawn as likely as any other.
  template <class Any>
  void choose(Any& any) {
    const auto wanted = static_cast<std::size_t>(below(static_cast<std::int64_t>(Any::count)));
    std::size_t at = 0;
    Any::each_kind([&]<class Kind>(std::type_identity<Kind>) {
      if (at++ == wanted) any = Kind{};
    });
  }

  [[nodiscard]] static bool is_small(const Shape& shape) {
    return shape.rank() > 0 && shape.rank() <= 3 && is_positive(shape) && shape.elements() <= 2000;
  }

  /// A layer that computes something of a value of this shape; without a module, if asked.
  [[nodiscard]] std::optional<Layer> draw_layer(const Shape& shape, bool as_function = false) {
    for (int kinds = 0; kinds < 5; ++kinds) {
      Layer drawn;
      choose(drawn);
      if (is_container(drawn) || is_a<Foreign>(drawn) || is_a<Parameter>(drawn)) continue;
      for (int attempt = 0; attempt < 100; ++attempt) {
        Layer layer = drawn;
        Draw draw{*this, shape};
        graft::detail::visit_layer([&]<class Kind>(Kind& any) { Kind::each_field(any, draw); }, layer);
        if (as_function && (has_state(layer) || has_children(layer))) break;
        const Inferred result = infer(layer, shape);
        const bool is_complete = graft::detail::visit_layer([](const auto& any) { return any.is_complete(); }, layer);
        if (result.problem == Problem::none && is_complete && is_small(result.shape)) return layer;
      }
    }
    return std::nullopt;
  }

  ModuleId add_module(const Layer& layer) {
    ShortString<31> name(numbered_ >= 0 ? "" : "m");
    name.append(decimal(numbered_ >= 0 ? numbered_++ : static_cast<int>(tables_.modules.size())).view());
    return graft::detail::push_module(tables_.modules, layer, name, container_);
  }

  /// Adds a call if it fits; the value that it gives is the newest one then.
  bool push(const Operation& operation, ModuleId module, const std::vector<CallId>& inputs) {
    Call call{.op = operation, .module = module, .first_input = static_cast<int>(tables_.inputs.size())};
    call.input_count = static_cast<int>(inputs.size());
    call.owner = container_;
    call.auxiliary = auxiliary_;
    tables_.inputs.insert(tables_.inputs.end(), inputs.begin(), inputs.end());
    tables_.calls.push_back(call);
    infer_call(tables_, tables_.calls.size() - 1);
    if (!tables_.check.ok() || !is_small(tables_.calls.back().shape)) {
      tables_.check = {};
      tables_.inputs.resize(static_cast<std::size_t>(call.first_input));
      tables_.calls.pop_back();
      return false;
    }
    bool depends = false;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      depends = depends || (depends_[inputs[i].index()] && !reads_size_alone(operation, i));
    depends_.push_back(depends);
    values_.push_back(newest());
    return true;
  }

  /// A value to go on from, mostly the newest.
  [[nodiscard]] CallId source() { return below(10) < 6 ? values_.back() : values_[pick(values_)]; }

  bool apply_module() {
    const CallId from = source();
    if (numbered_ < 0 && chance(6)) {  // one that was called before
      const ModuleId row{static_cast<int>(pick(tables_.modules))};
      const Module& module = tables_.modules[row.index()];
      const bool inside = row > 0 && GraphView(tables_).is_inside_layer(row);
      if (row > 0 && !inside && !is_container(module.layer) && !is_a<Parameter>(module.layer))
        return push(op::CallModule{}, row, {from});
      return false;
    }
    const auto layer = draw_layer(shape_of(from));
    return layer && push(op::CallModule{}, add_module(*layer), {from});
  }

  /// A tensor of a container, of the shape of some value or of one that stretches.
  bool read_parameter() {
    Shape shape = shape_of(source());
    for (std::size_t axis = 0; axis < shape.rank(); ++axis)
      if (chance(3)) shape = shape.with(axis, 1);
    const Parameter parameter{.shape = shape, .batch_axis = chance(2), .mean = 0.5, .std = 1};
    return push(op::GetAttr{}, add_module(parameter), {});
  }

  /// A position embedding for the size of some maps.
  bool resample_positions() {
    const CallId images = source();
    const op::ResamplePositions options{.patch = 1 + below(2), .prefix = below(2)};
    const std::int64_t side = 1 + below(4);
    const Parameter positions{.shape = {options.prefix + side * side, 1 + below(4)}, .batch_axis = chance(2), .std = 1};
    if (!push(op::GetAttr{}, add_module(positions), {})) return false;
    return push(options, {}, {newest(), images});
  }

  bool operate() {
    Operation operation;
    choose(operation);
    if (is_a<op::Input>(operation)) return false;
    if (is_a<op::CallModule>(operation)) return apply_module();
    if (is_a<op::GetAttr>(operation)) return numbered_ < 0 && read_parameter();
    if (is_a<op::ResamplePositions>(operation)) return numbered_ < 0 && resample_positions();
    for (int attempt = 0; attempt < 20; ++attempt) {
      std::vector<CallId> inputs{source()};
      while (!takes(operation, inputs.size()) || (takes(operation, inputs.size() + 1) && chance(2)))
        inputs.push_back(values_[pick(values_)]);
      DrawOperation draw{{*this, shape_of(inputs.front())}};
      graft::detail::visit_operation([&]<class Kind>(Kind& any) { Kind::each_field(any, draw); }, operation);
      if (const auto* function = get_if<op::CallLayer>(&operation); function != nullptr && !fits(*function, inputs.front()))
        continue;
      if (push(operation, {}, inputs)) return true;
    }
    return false;
  }
  [[nodiscard]] bool fits(const op::CallLayer& function, CallId input) const {
    Layer layer = function.function;
    return infer(layer, shape_of(input)).problem == Problem::none;
  }

  /// So many steps, some of them inside containers.
  void grow(int steps, int depth) {
    for (int step = 0; step < steps; ++step) {
      if (depth < 3 && chance(5)) {
        const bool is_chain = chance(2);
        const Layer container = is_chain ? Layer(Sequential{chance(3) ? "Chain" : ""}) : Layer(Block{"Part"});
        const ModuleId outer = std::exchange(container_, add_module(container));
        const int outer_number = std::exchange(numbered_, is_chain ? 0 : -1);
        const int inside = 1 + static_cast<int>(below(3));
        if (is_chain)
          chain(inside);
        else
          grow(inside, depth + 1);
        container_ = outer;
        numbered_ = outer_number;
      } else if (chance(2)) {
        (void)apply_module();
      } else {
        (void)operate();
      }
    }
  }

  /// Modules of a Sequential: each is called on the value of the one before.
  void chain(int length) {
    CallId from = source();
    for (int i = 0; i < length; ++i) {
      const auto layer = draw_layer(shape_of(from));
      if (!layer || !push(op::CallModule{}, add_module(*layer), {from})) return;
      from = values_.back();
    }
  }

  /// Calls that run while training only; what follows does not see their values.
  void add_auxiliary() {
    const std::vector<CallId> main = values_;
    const std::size_t calls = tables_.calls.size();
    auxiliary_ = true;
    const ModuleId outer = std::exchange(container_, add_module(Block{"Auxiliary"}));
    grow(2, 3);
    container_ = outer;
    auxiliary_ = false;
    values_ = main;
    if (tables_.calls.size() > calls) tables_.outputs.add({"aux", newest()});
  }

  /// The last call is no auxiliary one, and depends on the input.
  void finish() {
    CallId last = values_.back();
    while (!depends_[last.index()]) --last;
    while (std::find(values_.begin(), values_.end(), last) == values_.end() || !depends_[last.index()]) --last;
    if (chance(2)) {
      (void)push(op::Flatten{}, {}, {last});
      const ModuleId row = add_module(Linear{.out = 3});
      (void)push(op::CallModule{}, row, {newest()});
      tables_.classifier = row;
    } else if (last == 0 || last + 1 != static_cast<int>(tables_.calls.size())) {
      (void)push(op::CallLayer{}, {}, {last});
    }
  }

  std::mt19937 random_;
  int steps_;
  Tables tables_{};
  std::vector<CallId> values_{};  ///< calls whose values may be used
  std::vector<bool> depends_{};   ///< of each call, whether its value depends on the input
  ModuleId container_{0};
  int numbered_ = -1;  ///< the position of a Sequential's next module; -1 elsewhere
  bool auxiliary_ = false;
};

[[nodiscard]] inline Tables random_graph(std::uint32_t seed) { return RandomGraph(seed).make(); }

}  // namespace random_graphs
