#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <graft/graph/tables.hpp>
#include <graft/platform/translate.hpp>
#include <graft/weights/detail/model_json.hpp>
#include <graft/weights/load_model.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/state/detail/recognise.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/weights/state/module_state.hpp>

namespace graft {
namespace detail {

/// Before anything is built: the layers have no more numbers than the file holds.
inline void require_as_many(GraphView net, const StateDict& file, const std::string& where) {
  std::int64_t held = 0, needed = 0;
  for (const auto& [name, tensor] : file) held += tensor.numel();
  const auto add = [&](const StateEntry& entry) {
    if (entry.role != StateEntry::Role::counter) needed += entry.shape.elements();  // which old files lack
  };
  for (ModuleId row{0}; row < net.module_count() && needed <= held; ++row)
    visit_layer([&](const auto& any) { any.each_state(add); }, net.module(row).layer);
  if (needed > held)
    throw WeightsError("the network described in '" + where +
                       "' has more parameters than the file has numbers (is the file incomplete?)");
}

}  // namespace detail

Model load_model(const std::filesystem::path& file, const ReadOptions& options) {
  Checkpoint checkpoint = read_weights(file, options);
  Model model{.network = nullptr,
              .preprocessing = checkpoint.preprocessing,
              .class_names = checkpoint.class_names,
              .variant = checkpoint.variant};
  Tables tables;
  if (const auto described = checkpoint.metadata.find(detail::model_key); described != checkpoint.metadata.end()) {
    const detail::ModelReader reader(described->second, file.string());
    tables = reader.tables();
    model.architecture = reader.architecture();
  } else {
    detail::Recognised found = detail::recognise(checkpoint.tensors, checkpoint.source);
    if (found.tables.modules.empty())
      throw WeightsError("'" + file.string() +
                         "' holds weights without their architecture, and no network of the zoo has tensors of these names and "
                         "shapes; make the network, then load the weights into it");
    if (checkpoint.variant && found.apply_variant != nullptr) found.apply_variant(found.tables, *checkpoint.variant);
    model.architecture = std::move(found.name);
    tables = std::move(found.tables);
    checkpoint.tensors = std::move(found.fitted.tensors);
    model.report.prefix = std::move(found.fitted.prefix);
    model.report.whose = std::move(found.fitted.whose);
    model.report.differs = std::move(found.fitted.differs);
    model.report.left_over = std::move(found.fitted.left_over);
  }
  detail::require_as_many(tables, checkpoint.tensors, file.string());
  model.network = translate_errors<WeightsError>("building the network of the file",
                                                 [&] { return std::make_shared<Network>(std::move(tables)); });
  const LoadReport loaded = load_state(state_dict(*model.network), checkpoint.tensors, {}, checkpoint.source);
  model.report.entry = checkpoint.entry;
  model.report.loaded = loaded.loaded;
  model.report.resampled = loaded.resampled;
  model.network->eval();
  return model;
}

}  // namespace graft
