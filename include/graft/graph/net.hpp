#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <graft/graph/infer.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// Builds a network's tables: `net` in `describe([](auto& net) { ... })`. Reads like torchvision's Python.
///
/// A shortcut such as `net.conv("conv1", 64, {...})` registers a module and calls it on the last value. Where the order
/// of registration differs from the order of calls, or a module is called twice, `net.module(name, layer)` registers
/// and `net.call(module)` calls. Input sizes are taken from the value that flows in.
/// Errors: never throws or fails; the first problem is kept in the tables' `check`.
///
/// Example: describe([](auto& net) {
///            net.input({3, 32, 32});
///            net.conv("conv", 8, {.kernel = 3});
///            net.relu("relu");
///            net.adaptive_avg_pool("pool", 1);
///            net.flatten();
///            net.linear("fc", 10);
///          });
class Net {
 public:
  struct ModuleId {
    int row;
  };
  struct Value {
    int row;
  };

  /// Modules are registered under this class name's network, which is what Python prints first.
  constexpr explicit Net(std::string_view class_name = "Net") {
    tables_.modules.reserve(1024);
    tables_.calls.reserve(1024);
    tables_.inputs.reserve(1024);
    tables_.modules.push_back({Block{class_name}, {}, -1, 0});
  }

  /// The class name that Python prints for the network.
  constexpr void class_name(std::string_view name) { tables_.modules.front().layer = Block{name}; }

  /// The shape of one example: (C, H, W).
  constexpr Value input(Shape shape) {
    tables_.calls.push_back({Op::input, -1, 0, 0, shape});
    return last();
  }

  /// The value that the last call gave.
  [[nodiscard]] constexpr Value last() const { return {last_}; }
  /// Goes on from an earlier value.
  constexpr void from(Value value) { last_ = value.row; }

  /// Registers a module in the current container without calling it.
  constexpr ModuleId module(std::string_view name, Layer layer) {
    const int row = static_cast<int>(tables_.modules.size());
    const ShortString<31> short_name{name};
    const Block* block = std::get_if<Block>(&layer);
    bool has_dot = false;
    for (std::size_t i = 0; i < name.size(); ++i) has_dot = has_dot || name.data()[i] == '.';
    if (name.empty() || has_dot || !short_name.fits() || (block != nullptr && !block->name.fits())) report(Problem::name_not_allowed, row, 31, 0);
    int& youngest = youngest_[static_cast<std::size_t>(container_)];
    for (int other = youngest; other >= 0; other = elder_[static_cast<std::size_t>(other)])
      if (row_of(other).name == name) report(Problem::duplicate_name, row, 0, 0);
    elder_.push_back(std::exchange(youngest, row));
    youngest_.push_back(-1);
    tables_.modules.push_back({std::move(layer), short_name, container_, row});
    return {row};
  }

  /// Registers a container; `body` registers (and perhaps calls) what is inside it.
  template <class Body>
  constexpr ModuleId container(std::string_view name, Layer layer, Body&& body) {
    const ModuleId id = module(name, std::move(layer));
    const int outer = std::exchange(container_, id.row);
    std::forward<Body>(body)();
    container_ = outer;
    return id;
  }

  /// A torch.nn.Sequential of what `body` registers.
  template <class Body>
  constexpr ModuleId sequential(std::string_view name, Body&& body) {
    return container(name, Sequential{}, std::forward<Body>(body));
  }

  /// A container with a data flow of its own, printed under its class name.
  template <class Body>
  constexpr ModuleId block(std::string_view name, std::string_view class_name, Body&& body) {
    return container(name, Block{class_name}, std::forward<Body>(body));
  }

  /// Applies a module to the last value; a Sequential applies its modules in order.
  constexpr Value call(ModuleId id) {
    if (std::holds_alternative<Block>(row_of(id.row).layer)) report(Problem::block_called, id.row, 0, 0);
    if (!std::holds_alternative<Sequential>(row_of(id.row).layer)) return push(Op::call_module, id.row, &last_, 1);
    const int end = static_cast<int>(tables_.modules.size());
    for (int row = id.row + 1; row < end; ++row)
      if (row_of(row).parent == id.row) call(ModuleId{row});
    return last();
  }

  /// Registers a module and applies it to the last value.
  constexpr ModuleId then(std::string_view name, Layer layer) {
    const ModuleId id = module(name, std::move(layer));
    call(id);
    return id;
  }

  constexpr ModuleId conv(std::string_view name, std::int64_t out, Conv2d options = {}) {
    options.out = out;
    return then(name, options);
  }
  constexpr ModuleId batch_norm(std::string_view name, BatchNorm2d options = {}) { return then(name, options); }
  constexpr ModuleId relu(std::string_view name, ReLU options = {}) { return then(name, options); }
  constexpr ModuleId max_pool(std::string_view name, MaxPool2d options = {}) { return then(name, options); }
  constexpr ModuleId adaptive_avg_pool(std::string_view name, Size2 size) { return then(name, AdaptiveAvgPool2d{size}); }
  constexpr ModuleId dropout(std::string_view name, Dropout options = {}) { return then(name, options); }
  constexpr ModuleId linear(std::string_view name, std::int64_t out, Linear options = {}) {
    options.out = out;
    return then(name, options);
  }
  /// A module that the table cannot look into, with the shape of one example behind it.
  constexpr ModuleId foreign(std::string_view name, Shape gives) { return then(name, Foreign{gives}); }

  /// All axes of an example into one: (C, H, W) -> (C*H*W).
  constexpr Value flatten() { return push(Op::flatten, -1, &last_, 1); }
  /// Sum of two values of one shape.
  constexpr Value add(Value a, Value b) {
    const int rows[] = {a.row, b.row};
    return push(Op::add, -1, rows, 2);
  }
  /// Values behind each other along the channels.
  constexpr Value concat(std::initializer_list<Value> values) {
    std::vector<int> rows;
    for (const Value value : values) rows.push_back(value.row);
    return push(Op::concat, -1, rows.data(), static_cast<int>(rows.size()));
  }

  /// Names the module that a head replaces.
  constexpr void classifier(ModuleId id) { tables_.classifier = id.row; }

  [[nodiscard]] constexpr const Tables& tables() const& { return tables_; }
  [[nodiscard]] constexpr Tables&& tables() && { return std::move(tables_); }

  constexpr void report(Problem problem, int module, std::int64_t wanted, std::int64_t got) {
    if (tables_.check.ok()) tables_.check = {problem, module, wanted, got};
  }

 private:
  [[nodiscard]] constexpr const Module& row_of(int row) const { return tables_.modules[static_cast<std::size_t>(row)]; }

  constexpr Value push(Op op, int module, const int* from, int count) {
    if (tables_.calls.empty()) {
      report(Problem::no_input, module, 0, 0);
      return last();
    }
    tables_.calls.push_back({op, module, static_cast<int>(tables_.inputs.size()), count, {}, container_});
    for (int i = 0; i < count; ++i) tables_.inputs.push_back(from[i]);
    last_ = static_cast<int>(tables_.calls.size()) - 1;
    if (tables_.check.ok()) infer_call(tables_, static_cast<std::size_t>(last_));
    return last();
  }

  Tables tables_;
  // The siblings of a row, from the youngest to the eldest: looking at all rows instead would cost clang too many steps.
  std::vector<int> youngest_{-1};  // the last module registered in each row, or -1
  std::vector<int> elder_{-1};     // the module registered before each row in the same parent, or -1
  int container_ = 0;
  int last_ = 0;
};

}  // namespace graft
