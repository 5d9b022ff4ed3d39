#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/core/python_repr.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/layer/fields.hpp>
#include <graft/graph/tables.hpp>
#include <graft/weights/json/detail/json.hpp>
#include <graft/weights/json/detail/json_text.hpp>

namespace graft::detail {

[[nodiscard]] inline std::string json_text(std::string_view text) {
  std::string quoted;
  append_json_text(quoted, text);
  return quoted;
}

/// The key of what is graft's own in a safetensors file's metadata.
inline constexpr const char* model_key = "graft.model";

inline constexpr std::string_view op_names[] = {"input", "call_module", "add", "flatten", "concat"};

/// Writes a network's tables as JSON. Shapes are left out: they follow from the input's.
class GraphWriter {
 public:
  [[nodiscard]] static std::string write(GraphView net) {
    std::string text = "{\"modules\":[";
    for (int row = 0; row < net.module_count(); ++row) {
      const Module& module = net.module(row);
      text += std::string(row == 0 ? "" : ",") + "{\"name\":" + json_text(module.name.view()) +
              ",\"parent\":" + std::to_string(module.parent) + ",\"kind\":" + json_text(kind(module.layer));
      if (const Block* block = std::get_if<Block>(&module.layer)) text += ",\"class\":" + json_text(block->name.view());
      std::visit(
          [&](const auto& layer) {
            each_field(layer, [&](const char* name, const auto& value) {
              text += ",\"" + std::string(name) + "\":" + written(value);
            });
          },
          module.layer);
      text += "}";
    }
    text += "],\"calls\":[";
    for (int row = 0; row < net.call_count(); ++row) {
      const Call& call = net.call(row);
      text += std::string(row == 0 ? "" : ",") + "{\"op\":" + json_text(op_names[static_cast<std::size_t>(call.op)]);
      if (call.module >= 0) text += ",\"module\":" + std::to_string(call.module);
      text += ",\"owner\":" + std::to_string(call.owner) + ",\"inputs\":[";
      for (const int source : net.inputs(row)) append_item(text, source);
      text += "]}";
    }
    const Shape input = net.input_shape();
    text += "],\"classifier\":" + std::to_string(net.classifier()) + ",\"input\":[";
    for (std::size_t axis = 0; axis < input.rank(); ++axis) append_item(text, input[axis]);
    return text + "]}";
  }

 private:
  /// Appends a number to a list that has just begun or holds others.
  static void append_item(std::string& text, std::int64_t number) {
    if (text.back() != '[') text += ',';
    text += std::to_string(number);
  }
  static std::string written(std::int64_t value) { return std::to_string(value); }
  static std::string written(bool value) { return value ? "true" : "false"; }
  static std::string written(double value) { return python_repr(value); }
  static std::string written(const Size2& size) {
    return size.as_one ? std::to_string(size.height)
                       : "[" + std::to_string(size.height) + "," + std::to_string(size.width) + "]";
  }
};

/// Reads tables that GraphWriter wrote, trusting nothing: every index and number is checked, so that no table can be read out
/// of its bounds and no size can overflow; shapes are inferred anew.
class GraphReader {
 public:
  GraphReader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {}

  [[nodiscard]] Tables read() {
    const auto& modules = list(json_, "modules");
    const auto& calls = list(json_, "calls");
    require(!modules.empty() && modules.size() < most_rows && !calls.empty() && calls.size() < most_rows,
            "its number of modules or calls");
    for (const Json& module : modules) read_module(module);
    for (const Json& call : calls) read_call(call);
    tables_.classifier = integer(json_, "classifier", -1, static_cast<std::int64_t>(modules.size()) - 1);
    for (std::size_t row = 0; row < tables_.calls.size(); ++row) {
      infer_call(tables_, row);
      const Shape& shape = tables_.calls[row].shape;
      if (!tables_.check.ok()) fail("its layers do not fit together");
      require(shape.rank() < 3 || (shape[0] <= 8 * most_features && shape[1] <= 4 * most_pixels && shape[2] <= 4 * most_pixels),
              "the size of a value");
    }
    return std::move(tables_);
  }

 private:
  static constexpr std::size_t most_rows = 10'000;
  static constexpr int most_levels = 64;
  // So that no product of sizes leaves 64 bits.
  static constexpr std::int64_t most_features = std::int64_t{1} << 21, most_pixels = 1 << 14, most_window = 1 << 9;

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
    const int row = static_cast<int>(tables_.modules.size());
    Module module;
    module.origin = row;
    module.parent = integer(json, "parent", row == 0 ? -1 : 0, row - 1);
    module.name = name_of(json, "name");
    const Json& kind_name = member(json, "kind");
    require(kind_name.is(Json::Kind::text) && choose(module.layer, kind_name.text), "'kind'");
    if (Block* block = std::get_if<Block>(&module.layer)) block->name = name_of(json, "class");
    require(row == 0 ? std::holds_alternative<Block>(module.layer)
                     : is_container(tables_.modules[static_cast<std::size_t>(module.parent)].layer),
            "'parent'");
    require(row == 0 || !module.name.empty(), "'name'");
    int levels = 0;
    for (int above = module.parent; above >= 0; above = tables_.modules[static_cast<std::size_t>(above)].parent) ++levels;
    require(levels <= most_levels, "the number of modules inside each other");
    for (int other = row - 1; row > 0 && other > 0; --other) {
      const Module& older = tables_.modules[static_cast<std::size_t>(other)];
      if (older.parent == module.parent) require(!(older.name == module.name), "'name'");
    }
    std::visit(
        [&](auto& layer) {
          each_field(layer, [&](const char* name, auto& value) { read_field(member(json, name), name, value); });
        },
        module.layer);
    require_sizes(module.layer);
    tables_.modules.push_back(module);
  }

  /// Of modules that are never called, too, whose shapes nobody infers.
  void require_sizes(const Layer& layer) const {
    if (const Conv2d* conv = std::get_if<Conv2d>(&layer))
      require(conv->in > 0 && conv->out > 0 && conv->groups > 0 && conv->in % conv->groups == 0 &&
                  conv->out % conv->groups == 0 && conv->kernel.height > 0 && conv->kernel.width > 0 &&
                  conv->stride.height > 0 && conv->stride.width > 0 && conv->dilation.height > 0 && conv->dilation.width > 0,
              "the sizes of a Conv2d");
    if (const Linear* linear = std::get_if<Linear>(&layer)) require(linear->in > 0 && linear->out > 0, "the sizes of a Linear");
    if (const BatchNorm2d* norm = std::get_if<BatchNorm2d>(&layer))
      require(norm->channels > 0, "the channels of a BatchNorm2d");
    if (const MaxPool2d* pool = std::get_if<MaxPool2d>(&layer))
      require(pool->kernel.height > 0 && pool->kernel.width > 0 && pool->dilation.height > 0 && pool->dilation.width > 0,
              "the window of a MaxPool2d");
  }

  /// Makes `layer` one of the kind of that name. Modules of the user's own are in no file.
  template <std::size_t I = 0>
  [[nodiscard]] static bool choose(Layer& layer, std::string_view name) {
    if constexpr (I == std::variant_size_v<Layer>)
      return false;
    else {
      using L = std::variant_alternative_t<I, Layer>;
      if (L::kind != name || std::is_same_v<L, Foreign>) return choose<I + 1>(layer, name);
      layer = L{};
      return true;
    }
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

  void read_call(const Json& json) {
    const int row = static_cast<int>(tables_.calls.size()), modules = static_cast<int>(tables_.modules.size());
    Call call;
    const Json& op = member(json, "op");
    std::size_t index = 0;
    while (index < std::size(op_names) && op_names[index] != op.text) ++index;
    require(op.is(Json::Kind::text) && index < std::size(op_names), "'op'");
    call.op = static_cast<Op>(index);
    require((call.op == Op::input) == (row == 0), "'op'");
    call.owner = integer(json, "owner", 0, modules - 1);
    if (call.op == Op::call_module) {
      call.module = integer(json, "module", 1, modules - 1);
      require(!is_container(tables_.modules[static_cast<std::size_t>(call.module)].layer), "'module'");
    }
    const auto& inputs = list(json, "inputs");
    const std::size_t wanted = call.op == Op::input ? 0 : call.op == Op::add ? 2 : call.op == Op::concat ? inputs.size() : 1;
    require(inputs.size() == wanted && (call.op != Op::concat || (wanted > 0 && wanted < most_rows)), "'inputs'");
    call.first_input = static_cast<int>(tables_.inputs.size());
    call.input_count = static_cast<int>(inputs.size());
    for (const Json& input : inputs) tables_.inputs.push_back(checked(input, "inputs", 0, row - 1));
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
  Tables tables_;
};

}  // namespace graft::detail
