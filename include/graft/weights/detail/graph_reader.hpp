#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/json/json.hpp>
#include <graft/core/printable.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/graph/tables.hpp>
#include <graft/weights/detail/graph_writer.hpp>

namespace graft::detail {

/// Reads tables that GraphWriter wrote, trusting nothing: every index and number is checked, so that no table can be read out
/// of its bounds and no size can overflow; shapes are inferred anew.
class GraphReader {
 public:
  GraphReader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {}

  [[nodiscard]] Tables read() {
    const Json* format = json_.find("format");
    format_ = format == nullptr ? 1 : checked(*format, "format", 1, std::numeric_limits<int>::max());
    if (format_ > graph_format)
      throw WeightsError("the network described in '" + where_ + "' is of format " + std::to_string(format_) +
                         ", which this graft does not know; expected at most " + std::to_string(graph_format));
    const auto& modules = list(json_, "modules");
    const auto& calls = list(json_, "calls");
    require(!modules.empty() && modules.size() < most_rows && !calls.empty() && calls.size() < most_rows,
            "its number of modules or calls");
    for (const Json& module : modules) read_module(module);
    for (ModuleId row{1}; row.index() < modules.size(); ++row) require_children(row);
    for (const Json& call : calls) read_call(call);
    tables_.classifier = {integer(json_, "classifier", -1, static_cast<std::int64_t>(modules.size()) - 1)};
    if (format_ > 1)
      for (const Json& output : list(json_, "outputs")) {
        const CallId call{integer(output, "call", 0, static_cast<std::int64_t>(calls.size()) - 1)};
        require(tables_.outputs.add({name_of(output, "name"), call}), "the number of outputs");
      }
    for (std::size_t row = 0; row < tables_.calls.size(); ++row) {
      infer_call(tables_, row);
      if (!tables_.check.ok()) fail("its layers do not fit together");
      require(is_bounded(tables_.calls[row].shape), "the size of a value");
    }
    return std::move(tables_);
  }

 private:
  static constexpr std::size_t most_rows = 10'000;
  static constexpr int most_levels = 64;
  // So that no product of sizes leaves 64 bits.
  static constexpr std::int64_t most_features = std::int64_t{1} << 21, most_pixels = 1 << 14, most_window = 1 << 9,
                                most_elements = std::int64_t{1} << 50;

  [[nodiscard]] static bool is_bounded(const Shape& shape) {
    std::int64_t elements = 1;
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
      if (shape[axis] < 1 || elements > most_elements / shape[axis]) return false;
      elements *= shape[axis];
    }
    return true;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw WeightsError("the network described in '" + where_ + "' is damaged: " + printable(what));
  }
  void require(bool holds, const std::string& what) const {
    if (!holds) fail(what + " is not as expected");
  }
  [[nodiscard]] const Json& member(const Json& object, std::string_view name) const {
    const Json* value = object.find(name);
    if (value == nullptr) fail("'" + std::string(name) + "' is missing");
    return *value;
  }
  [[nodiscard]] const std::vector<Json>& list(const Json& object, std::string_view name) const {
    const Json& value = member(object, name);
    require(value.is(Json::Kind::array), "'" + std::string(name) + "'");
    return value.items;
  }
  [[nodiscard]] int checked(const Json& value, std::string_view name, std::int64_t least, std::int64_t most) const {
    require(value.is(Json::Kind::integer) && value.integer >= least && value.integer <= most, "'" + std::string(name) + "'");
    return static_cast<int>(value.integer);
  }
  [[nodiscard]] int integer(const Json& object, std::string_view name, std::int64_t least, std::int64_t most) const {
    return checked(member(object, name), name, least, most);
  }
  [[nodiscard]] ShortString<31> name_of(const Json& object, std::string_view name) const {
    const Json& value = member(object, name);
    const ShortString<31> text{std::string_view(value.text)};
    require(value.is(Json::Kind::text) && text.fits() && value.text.find('.') == std::string::npos,
            "'" + std::string(name) + "'");
    return text;
  }

  void read_module(const Json& json) {
    const ModuleId row{static_cast<int>(tables_.modules.size())};
    Module module;
    module.origin = row;
    module.parent = {integer(json, "parent", row == 0 ? -1 : 0, row - 1)};
    module.name = name_of(json, "name");
    module.layer = read_layer(json);
    if (const Json* stage = json.find("stage")) module.stage = checked(*stage, "stage", 0, most_levels);
    const Layer* const parent = row == 0 ? nullptr : &tables_.modules[module.parent.index()].layer;
    require(row == 0 ? is_a<Block>(module.layer) : is_container(*parent) || has_children(*parent), "'parent'");
    require(row == 0 || !module.name.empty(), "'name'");
    int levels = 0;
    for (ModuleId above = module.parent; above.exists(); above = tables_.modules[above.index()].parent) ++levels;
    require(levels <= most_levels, "the number of modules inside each other");
    for (ModuleId other{row - 1}; other > 0; --other) {
      const Module& older = tables_.modules[other.index()];
      if (older.parent == module.parent) require(!(older.name == module.name), "'name'");
    }
    tables_.modules.push_back(module);
  }

  /// A layer, whose sizes are given and go together, also where it is never called and nobody infers them.
  [[nodiscard]] Layer read_layer(const Json& json) const {
    Layer layer;
    const Json& kind_name = member(json, "kind");
    require(kind_name.is(Json::Kind::text) && choose(layer, kind_name.text), "'kind'");
    visit_layer(
        [&](auto& any) {
          read_fields(json, any);
          require(any.is_complete(), "the sizes of a " + std::string(any.kind));
          any.each_state(
              [&](const StateEntry& entry) { require(is_bounded(entry.shape), "the sizes of a " + std::string(any.kind)); });
        },
        layer);
    return layer;
  }

  template <class Any>
  void read_fields(const Json& json, Any& any) const {
    Any::each_field(any, [&](const char* name, auto& value) {
      if (format_ > 1 || json.find(name) != nullptr) read_field(member(json, name), name, value);
    });
  }

  /// What a layer registers inside it is there, as it registers it, and nothing else.
  void require_children(ModuleId row) const {
    const Layer& layer = tables_.modules[row.index()].layer;
    if (!has_children(layer)) return;
    ModuleId next{row + 1};
    visit_layer(
        [&](const auto& any) {
          any.each_child([&](std::string_view path, const auto& child) {
            const Module* const found = next.index() < tables_.modules.size() ? &tables_.modules[next.index()] : nullptr;
            require(found != nullptr && found->layer == Layer(child) && path_inside(next, row) == path,
                    "what is inside a " + std::string(any.kind));
            ++next;
          });
        },
        layer);
    for (ModuleId more = next; more.index() < tables_.modules.size(); ++more)
      require(!GraphView(tables_).is_within(more, row), "what is inside a " + std::string(kind(layer)));
  }

  /// The path of a module from another one on that it is inside, or an empty one.
  [[nodiscard]] std::string path_inside(ModuleId module, ModuleId outer) const {
    const GraphView net = tables_;
    if (module == outer || !net.is_within(module, outer)) return {};
    return std::string(net.path(module).view().substr(net.path(outer).view().size() + 1));
  }

  /// Makes `any` one of the kind of that name.
  template <class Any>
  [[nodiscard]] static bool choose(Any& any, std::string_view name) {
    bool found = false;
    Any::each_kind([&]<class Kind>(std::type_identity<Kind>) {
      // Modules of the user's own are in no file.
      if (found || Kind::kind != name || std::is_same_v<Kind, Foreign>) return;
      any = Kind{};
      found = true;
    });
    return found;
  }

  void read_field(const Json& json, std::string_view name, std::int64_t& value) const {
    value = checked(json, name, 0, most_features);
  }
  void read_field(const Json& json, std::string_view name, bool& value) const {
    require(json.is(Json::Kind::boolean), "'" + std::string(name) + "'");
    value = json.boolean;
  }
  void read_field(const Json& json, std::string_view name, double& value) const {
    require(json.is_number() && json.real >= 0 && json.real <= 1, "'" + std::string(name) + "'");
    value = json.real;
  }
  void read_field(const Json& json, std::string_view name, Size2& value) const {
    if (!json.is(Json::Kind::array)) {
      value = Size2(checked(json, name, 0, most_window));
      return;
    }
    require(json.items.size() == 2, "'" + std::string(name) + "'");
    value = Size2(checked(json.items[0], name, 0, most_window), checked(json.items[1], name, 0, most_window));
  }

  void read_field(const Json& json, std::string_view name, ShortString<31>& value) const {
    value = ShortString<31>(std::string_view(json.text));
    require(json.is(Json::Kind::text) && value.fits(), "'" + std::string(name) + "'");
  }
  void read_field(const Json& json, std::string_view name, Shape& value) const {
    require(json.is(Json::Kind::array) && json.items.size() <= Shape::max_rank, "'" + std::string(name) + "'");
    value = {};
    for (const Json& item : json.items) value = value.with_back(checked(item, name, 0, most_features));
  }
  void read_field(const Json& json, std::string_view, Layer& value) const { value = read_layer(json); }

  /// A module is applied or a parameter is read; a layer that is no module owns nothing.
  void require_operand(const Call& call) const {
    if (call.module.exists()) {
      const Layer& layer = tables_.modules[call.module.index()].layer;
      require(is_a<Parameter>(layer) == is_a<op::GetAttr>(call.op) && !is_container(layer), "'module'");
    }
    if (const auto* function = get_if<op::CallLayer>(&call.op)) {
      const Layer& layer = function->function;
      require(!has_state(layer) && !has_children(layer) && !is_container(layer) && !is_a<Foreign>(layer), "'function'");
    }
  }

  void read_call(const Json& json) {
    const int row = static_cast<int>(tables_.calls.size()), modules = static_cast<int>(tables_.modules.size());
    Call call;
    const Json& name = member(json, "op");
    require(name.is(Json::Kind::text) && choose(call.op, name.text), "'op'");
    require(is_a<op::Input>(call.op) == (row == 0), "'op'");
    visit_operation([&](auto& operation) { read_fields(json, operation); }, call.op);
    call.owner = {integer(json, "owner", 0, modules - 1)};
    if (names_module(call.op)) call.module = {integer(json, "module", 1, modules - 1)};
    require_operand(call);
    if (const Json* auxiliary = json.find("auxiliary")) read_field(*auxiliary, "auxiliary", call.auxiliary);
    const auto& inputs = list(json, "inputs");
    require(inputs.size() < most_rows && takes(call.op, inputs.size()), "'inputs'");
    call.first_input = static_cast<int>(tables_.inputs.size());
    call.input_count = static_cast<int>(inputs.size());
    for (const Json& input : inputs) tables_.inputs.push_back({checked(input, "inputs", 0, row - 1)});
    if (row == 0) {
      const auto& axes = list(json_, "input");
      require(axes.size() == 3, "'input'");
      call.shape = Shape{checked(axes[0], "input", 1, most_features), checked(axes[1], "input", 1, most_pixels),
                         checked(axes[2], "input", 1, most_pixels)};
    }
    tables_.calls.push_back(call);
  }

  const Json& json_;
  std::string where_;
  int format_ = graph_format;
  Tables tables_;
};

}  // namespace graft::detail
