#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <map>
#include <string>

#include <graft/weights/detail/graph_json.hpp>
#include <graft/weights/save_model.hpp>
#include <graft/weights/state/checkpoint.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/weights/write_weights.hpp>

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

/// What a file says about a model beside its tensors, as JSON.
[[nodiscard]] inline std::string model_text(const Model& model) {
  std::string names;
  for (const std::string& name : model.class_names) names += (names.empty() ? "" : ",") + json_text(name);
  const Preprocessing& p = model.preprocessing;
  return "{\"version\":1,\"architecture\":" + json_text(model.architecture) + ",\"classes\":[" + names +
         "],\"preprocessing\":{\"resize\":" + std::to_string(p.resize) + ",\"crop\":" + std::to_string(p.crop) +
         ",\"mean\":" + three_values(p.normalization.mean) + ",\"std\":" + three_values(p.normalization.std) +
         "},\"network\":" + GraphWriter::write(model.network->graph()) + "}";
}

}  // namespace detail

void save_model(const std::filesystem::path& file, const Model& model) {
  if (model.network == nullptr) throw UsageError("save_model: the model has no network");
  if (model.network->graph().has_foreign())
    throw UsageError(
        "save_model: this network has a module of your own, which no file can describe; save its weights alone, with "
        "write_weights");
  std::map<std::string, std::string> metadata{{detail::model_key, detail::model_text(model)}};
  if (model.variant) metadata[detail::variant_key] = to_string(*model.variant);
  write_weights(file, state_dict(*model.network), metadata);
}

}  // namespace graft
