#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <graft/core/json/json_text.hpp>
#include <graft/core/python_repr.hpp>
#include <graft/core/short_string.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/layer/layer.hpp>
#include <graft/graph/tables.hpp>

namespace graft::detail {

[[nodiscard]] inline std::string json_text(std::string_view text) {
  std::string quoted;
  append_json_text(quoted, text);
  return quoted;
}

/// Files of format 1 lack what layers and operations have learned to say since; in those of format 2 nothing is missing.
inline constexpr int graph_format = 2;

/// Writes a network's tables as JSON. Shapes are left out: they follow from the input's.
class GraphWriter {
 public:
  [[nodiscard]] static std::string write(GraphView net) {
    std::string text = "{\"format\":" + std::to_string(graph_format) + ",\"modules\":[";
    for (ModuleId row{0}; row < net.module_count(); ++row) {
      const Module& module = net.module(row);
      text += std::string(row == 0 ? "" : ",") + "{\"name\":" + json_text(module.name.view()) +
              ",\"parent\":" + std::to_string(module.parent) + "," + members_of(module.layer) +
              (module.stage == no_stage ? "" : ",\"stage\":" + std::to_string(module.stage)) + "}";
    }
    text += "],\"calls\":[";
    for (CallId row{0}; row < net.call_count(); ++row) {
      const Call& call = net.call(row);
      text += std::string(row == 0 ? "" : ",") + "{\"op\":" + json_text(kind(call.op)) +
              visit_operation([](const auto& operation) { return fields_of(operation); }, call.op);
      if (call.module.exists()) text += ",\"module\":" + std::to_string(call.module);
      if (call.auxiliary) text += ",\"auxiliary\":true";
      text += ",\"owner\":" + std::to_string(call.owner) + ",\"inputs\":[";
      for (const CallId source : net.inputs(row)) append_item(text, source);
      text += "]}";
    }
    text += "],\"classifier\":" + std::to_string(net.classifier()) + ",\"outputs\":[";
    for (const Output& output : net.outputs())
      text += std::string(text.back() == '[' ? "" : ",") + "{\"name\":" + json_text(output.name.view()) +
              ",\"call\":" + std::to_string(output.call) + "}";
    return text + "],\"input\":" + written(net.input_shape()) + "}";
  }

 private:
  /// Appends a number to a list that has just begun or holds others.
  static void append_item(std::string& text, std::int64_t number) {
    if (text.back() != '[') text += ',';
    text += std::to_string(number);
  }
  [[nodiscard]] static std::string members_of(const Layer& layer) {
    return visit_layer([](const auto& any) { return "\"kind\":" + json_text(any.kind) + fields_of(any); }, layer);
  }
  template <class Any>
  [[nodiscard]] static std::string fields_of(const Any& any) {
    std::string text;
    Any::each_field(any,
                    [&](const char* name, const auto& value) { text += ",\"" + std::string(name) + "\":" + written(value); });
    return text;
  }
  static std::string written(std::int64_t value) { return std::to_string(value); }
  static std::string written(bool value) { return value ? "true" : "false"; }
  static std::string written(double value) { return python_repr(value); }
  static std::string written(const ShortString<31>& value) { return json_text(value.view()); }
  static std::string written(const Layer& value) { return "{" + members_of(value) + "}"; }
  static std::string written(const Size2& size) {
    return size.as_one ? std::to_string(size.height)
                       : "[" + std::to_string(size.height) + "," + std::to_string(size.width) + "]";
  }
  static std::string written(const Shape& shape) {
    std::string text = "[";
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) append_item(text, shape[axis]);
    return text + "]";
  }
};

}  // namespace graft::detail
