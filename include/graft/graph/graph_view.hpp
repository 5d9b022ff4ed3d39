#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <graft/core/short_string.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// A non-owning view of a network's tables, cheap to copy, with all queries about a network.
///
/// A path is the dotted name, as in Python: `layer1.0.conv2`.
class GraphView {
 public:
  using Path = ShortString<127>;

  constexpr GraphView() = default;
  constexpr GraphView(std::span<const Module> modules, std::span<const Call> calls, std::span<const CallId> inputs,
                      ModuleId classifier, const Outputs& outputs, Check check)
      : modules_(modules.data()),
        calls_(calls.data()),
        inputs_(inputs.data()),
        module_count_(static_cast<int>(modules.size())),
        call_count_(static_cast<int>(calls.size())),
        input_count_(static_cast<int>(inputs.size())),
        classifier_(classifier),
        outputs_(&outputs),
        check_(check) {}
  constexpr GraphView(const Tables& tables)
      : modules_(tables.modules.data()),
        calls_(tables.calls.data()),
        inputs_(tables.inputs.data()),
        module_count_(static_cast<int>(tables.modules.size())),
        call_count_(static_cast<int>(tables.calls.size())),
        input_count_(static_cast<int>(tables.inputs.size())),
        classifier_(tables.classifier),
        outputs_(&tables.outputs),
        check_(tables.check) {}

  [[nodiscard]] constexpr std::span<const Module> modules() const {
    return {modules_, static_cast<std::size_t>(module_count_)};
  }
  [[nodiscard]] constexpr std::span<const Call> calls() const { return {calls_, static_cast<std::size_t>(call_count_)}; }
  [[nodiscard]] constexpr std::span<const CallId> all_inputs() const {
    return {inputs_, static_cast<std::size_t>(input_count_)};
  }
  [[nodiscard]] constexpr int module_count() const { return module_count_; }
  [[nodiscard]] constexpr int call_count() const { return call_count_; }
  [[nodiscard]] constexpr const Module& module(ModuleId id) const { return modules_[id.row]; }
  [[nodiscard]] constexpr const Call& call(CallId id) const { return calls_[id.row]; }
  /// The module that a head replaces, or none.
  [[nodiscard]] constexpr ModuleId classifier() const { return classifier_; }
  /// The module in which a dense head has the layers of a backbone, see Net::embed(), or none.
  [[nodiscard]] constexpr ModuleId trunk() const {
    for (int row = 1; row < module_count_ && modules_[row].parent.row == row - 1; ++row)  // it is registered first
      if (is_a<Block>(modules_[row].layer) && get<Block>(modules_[row].layer).name == trunk_class) return {row};
    return {};
  }
  /// The named outputs, in addition to the value of the last call.
  [[nodiscard]] constexpr std::span<const Output> outputs() const {
    if (outputs_ == nullptr) return {};
    return {outputs_->begin(), outputs_->size()};
  }
  /// The first problem found while describing, inferring or editing.
  [[nodiscard]] constexpr const Check& check() const { return check_; }

  /// The calls whose values are the inputs of a call.
  [[nodiscard]] constexpr std::span<const CallId> inputs(CallId call) const {
    const Call& c = calls_[call.row];
    return {inputs_ + c.first_input, static_cast<std::size_t>(c.input_count)};
  }

  [[nodiscard]] constexpr Shape input_shape() const { return call_count_ == 0 ? Shape{} : calls_[0].shape; }
  [[nodiscard]] constexpr Shape output_shape() const { return call_count_ == 0 ? Shape{} : calls_[call_count_ - 1].shape; }

  /// Whether a module has exactly this path. Linear in the length of the path, which is compared from its end.
  [[nodiscard]] constexpr bool has_path(ModuleId module, std::string_view path) const {
    int row = module.row;
    const char* const characters = path.data();
    std::size_t left = path.size();
    while (row > 0) {
      const ShortString<31>& name = modules_[row].name;
      if (left < name.size_) return false;
      for (std::size_t i = name.size_; i > 0; --i)
        if (characters[--left] != name.characters_[i - 1]) return false;
      row = modules_[row].parent.row;
      if (row > 0 && (left == 0 || characters[--left] != '.')) return false;
    }
    return row == 0 && left == 0;
  }

  /// The module with this path, or none. The empty path is the network itself.
  [[nodiscard]] constexpr ModuleId find(std::string_view path) const {
    if (path.empty()) return {module_count_ == 0 ? -1 : 0};
    for (ModuleId id{1}; id.row < module_count_; ++id.row)
      if (has_path(id, path)) return id;
    return {};
  }

  /// The same, where the path may also be that of a layer of the backbone in a dense network: `layer3` is found as
  /// `backbone.layer3`, and `features.4` of a backbone whose `features` alone are in it as `backbone.4`.
  [[nodiscard]] constexpr ModuleId find_layer(std::string_view path) const {
    ModuleId found = find(path);
    if (found.exists() || path.empty()) return found;
    const ModuleId inside = trunk();
    if (!inside.exists()) return {};
    const auto below = [&](std::string_view name) {
      Path full = this->path(inside);
      full.append(".");
      full.append(name);
      return full.fits() ? find(full.view()) : ModuleId{};
    };
    found = below(path);
    const std::size_t outer = features_name.size();
    const bool is_feature = path.starts_with(features_name) && path.size() > outer && path[outer] == '.';
    return found.exists() || !is_feature ? found : below(path.substr(outer + 1));
  }

  /// The path of a module.
  [[nodiscard]] constexpr Path path(ModuleId id) const {
    if (id.row <= 0) return {};
    Path text = path(module(id).parent);
    if (!text.empty()) text.append(".");
    text.append(module(id).name.view());
    return text;
  }

  /// Whether a module is `ancestor` or lies inside it.
  [[nodiscard]] constexpr bool is_within(ModuleId module, ModuleId ancestor) const {
    for (int row = module.row; row >= 0; row = modules_[row].parent.row)
      if (row == ancestor.row) return true;
    return false;
  }

  /// The end of the rows of a module and all modules inside it, which are contiguous: rows are in the order of registration.
  [[nodiscard]] constexpr int end_of(ModuleId module) const {
    const int row = module.row;
    int end = row;
    while (end < module_count_ && (end == row || modules_[end].parent.row >= row)) ++end;
    return end;
  }

  /// The stage that a module belongs to, see Net::stage(); that of the last one in the network: `no_stage` without any.
  [[nodiscard]] constexpr int stage(ModuleId module) const { return modules_[module.row].stage; }
  [[nodiscard]] constexpr int last_stage() const {
    int last = no_stage;
    for (int row = 0; row < module_count_; ++row)
      if (modules_[row].stage > last) last = modules_[row].stage;
    return last;
  }

  /// Whether a layer around a module registers it and applies it itself, as an attention does with its projections.
  [[nodiscard]] constexpr bool is_inside_layer(ModuleId module) const {
    for (int row = modules_[module.row].parent.row; row >= 0; row = modules_[row].parent.row)
      if (has_children(modules_[row].layer)) return true;
    return false;
  }

  template <class Kind>
  [[nodiscard]] constexpr bool is(ModuleId module) const {
    return is_a<Kind>(modules_[module.row].layer);
  }

  /// Whether a call applies a module of the table.
  [[nodiscard]] constexpr bool calls_module(CallId call) const { return is_a<op::CallModule>(calls_[call.row].op); }

  /// The layer that a call applies, whether it is a module or not; null for calls that apply none.
  [[nodiscard]] constexpr const Layer* layer_of(CallId call) const {
    const Call& c = calls_[call.row];
    if (is_a<op::CallModule>(c.op)) return &modules_[c.module.row].layer;
    return detail::visit_operation([](const auto& operation) { return operation.layer(nullptr); }, c.op);
  }

  /// The layer that a call applies if it is of a kind, else null.
  template <class Kind>
  [[nodiscard]] constexpr const Kind* applied(CallId call) const {
    const Layer* const layer = layer_of(call);
    return layer == nullptr ? nullptr : get_if<Kind>(layer);
  }
  template <class Kind>
  [[nodiscard]] constexpr bool applies(CallId call) const {
    const Layer* const layer = layer_of(call);
    return layer != nullptr && is_a<Kind>(*layer);
  }

  /// Whether in evaluation mode a call's value is an alias of its only input: the same elements in the same order.
  [[nodiscard]] constexpr bool only_renames(CallId call) const {
    const Layer* const layer = layer_of(call);
    if (layer != nullptr) return graft::only_renames(*layer);
    return detail::visit_operation([](const auto& operation) { return operation.only_renames(); }, calls_[call.row].op);
  }

  /// Whether a call reads the size alone of its input of this number, and none of its elements.
  [[nodiscard]] constexpr bool reads_size_alone(CallId call, std::size_t input) const {
    return graft::reads_size_alone(calls_[call.row].op, input);
  }

  /// Whether a call is random while training.
  [[nodiscard]] constexpr bool is_random(CallId call) const {
    const Layer* const layer = layer_of(call);
    return layer != nullptr && graft::is_random(*layer);
  }

  /// The module that a call belongs to: the one that it applies, else the container that was being described.
  [[nodiscard]] constexpr ModuleId module_of(CallId call) const {
    return calls_module(call) ? calls_[call.row].module : calls_[call.row].owner;
  }

  /// Whether any module is Foreign, so that the paths inside it are known at run time only.
  [[nodiscard]] constexpr bool has_foreign() const {
    for (int row = 0; row < module_count_; ++row)
      if (is<Foreign>({row})) return true;
    return false;
  }

  /// The number of elements of the parameters of a module and all modules inside it; without an argument, of the whole network.
  [[nodiscard]] constexpr std::int64_t parameter_count(ModuleId ancestor = {0}) const {
    std::int64_t sum = 0;
    for (int row = ancestor.row, end = row == 0 ? module_count_ : end_of(ancestor); row < end; ++row)
      sum += parameters(modules_[row].layer);
    return sum;
  }

  /// The number of multiply-adds in the calls from `first` on, for one example in evaluation mode.
  /// Source: the convention of fvcore and torchvision, which counts convolutions, linear layers and the products of attention.
  [[nodiscard]] constexpr std::int64_t multiply_add_count(int first = 0) const {
    std::int64_t sum = 0;
    for (int row = first; row < call_count_; ++row)
      if (!calls_[row].auxiliary) sum += multiply_adds({row});
    return sum;
  }

  /// The number of multiply-adds of one call.
  [[nodiscard]] constexpr std::int64_t multiply_adds(CallId call) const {
    const Layer* const layer = layer_of(call);
    return layer == nullptr ? 0 : graft::multiply_adds(*layer, calls_[call.row].shape);
  }

 private:
  // Pointers instead of spans: compile-time evaluation visits every row, and a span's operator[] costs it several calls.
  const Module* modules_ = nullptr;
  const Call* calls_ = nullptr;
  const CallId* inputs_ = nullptr;
  int module_count_ = 0, call_count_ = 0, input_count_ = 0;
  ModuleId classifier_{};
  const Outputs* outputs_ = nullptr;
  Check check_{};
};

}  // namespace graft
