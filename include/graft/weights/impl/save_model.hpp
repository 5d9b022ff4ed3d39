#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <string>

#include <graft/weights/detail/graph_json.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>
#include <graft/weights/save_model.hpp>
#include <graft/weights/state/module_state.hpp>

namespace graft {
namespace detail {

[[nodiscard]] inline std::string three_values(const std::array<float, 3>& values) {
  std::string text = "[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    // The shortest digits that read back as this float; those of a double would be longer.
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, values[i]).ptr;
    text += (i == 0 ? "" : ",") + std::string(digits, end);
  }
  return text + "]";
}

}  // namespace detail

void save_model(const std::filesystem::path& file, const Model& model) {
  if (model.network == nullptr) throw UsageError("save_model: the model has no network");
  const GraphView net = model.network->graph();
  if (net.has_foreign())
    throw UsageError(
        "save_model: this network has a module of your own, which no file can describe; save its weights alone, with "
        "write_pth");
  std::string names;
  for (const std::string& name : model.class_names) names += (names.empty() ? "" : ",") + detail::json_text(name);
  const Preprocessing& p = model.preprocessing;
  const std::string text = "{\"version\":1,\"architecture\":" + detail::json_text(model.architecture) + ",\"classes\":[" +
                           names + "],\"preprocessing\":{\"resize\":" + std::to_string(p.resize) +
                           ",\"crop\":" + std::to_string(p.crop) + ",\"mean\":" + detail::three_values(p.normalization.mean) +
                           ",\"std\":" + detail::three_values(p.normalization.std) +
                           "},\"network\":" + detail::GraphWriter::write(net) + "}";
  write_safetensors(file, state_dict(*model.network), {{"format", "pt"}, {detail::model_key, text}});
}

}  // namespace graft
