#pragma once

#include <map>
#include <string>

#include <graft/weights/detail/model_json.hpp>
#include <graft/weights/save_model.hpp>
#include <graft/weights/state/checkpoint.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/weights/write_weights.hpp>

namespace graft {

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
