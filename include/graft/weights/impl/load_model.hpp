#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <graft/graph/tables_of.hpp>
#include <graft/platform/translate.hpp>
#include <graft/weights/detail/graph_json.hpp>
#include <graft/weights/load_model.hpp>
#include <graft/weights/read_weights.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/zoo/alexnet.hpp>
#include <graft/zoo/resnet.hpp>

namespace graft {
namespace detail {

struct KnownNetwork {
  const char* name;
  GraphView (*graph)();
};

/// torchvision's names of what the zoo has.
inline constexpr KnownNetwork known_networks[] = {
    {"resnet18", [] { return GraphView(ResNet18::graph); }},
    {"resnet34", [] { return GraphView(ResNet34::graph); }},
    {"resnet50", [] { return GraphView(ResNet50::graph); }},
    {"resnet101", [] { return GraphView(ResNet101::graph); }},
    {"resnet152", [] { return GraphView(ResNet152::graph); }},
    {"resnext50_32x4d", [] { return GraphView(ResNeXt50_32x4d::graph); }},
    {"wide_resnet50_2", [] { return GraphView(WideResNet50_2::graph); }},
    {"alexnet", [] { return GraphView(AlexNet::graph); }},
};

struct NamedShape {
  const char* name;
  std::vector<std::int64_t> shape;
};

/// The entries that a layer has in a state_dict, but for the count of batches, which old files lack.
[[nodiscard]] inline std::vector<NamedShape> entries_of(const Layer& layer) {
  std::vector<NamedShape> entries;
  if (const Conv2d* conv = std::get_if<Conv2d>(&layer)) {
    entries.push_back({"weight", {conv->out, conv->in / conv->groups, conv->kernel.height, conv->kernel.width}});
    if (conv->bias) entries.push_back({"bias", {conv->out}});
  } else if (const BatchNorm2d* norm = std::get_if<BatchNorm2d>(&layer)) {
    for (const char* name : {"weight", "bias", "running_mean", "running_var"}) entries.push_back({name, {norm->channels}});
  } else if (const Linear* linear = std::get_if<Linear>(&layer)) {
    entries.push_back({"weight", {linear->out, linear->in}});
    if (linear->bias) entries.push_back({"bias", {linear->out}});
  }
  return entries;
}

/// Whether tensors have the names and shapes of a network, and no others.
[[nodiscard]] inline bool is_state_of(GraphView net, const StateDict& file) {
  std::size_t needed = 0;
  for (int row = 1; row < net.module_count(); ++row)
    for (const NamedShape& entry : entries_of(net.module(row).layer)) {
      const ::torch::Tensor* tensor = file.find(std::string(net.path(row).view()) + "." + entry.name);
      if (tensor == nullptr || tensor->sizes() != entry.shape) return false;
      ++needed;
    }
  for (const auto& [name, tensor] : file) needed += name.ends_with(".num_batches_tracked") ? 1U : 0U;
  return needed == file.size();
}

/// The zoo's tables for tensors of these names and shapes, with as many classes as the file has; empty if none fits.
[[nodiscard]] inline std::pair<std::string, Tables> recognise(const StateDict& file) {
  for (const KnownNetwork& known : known_networks) {
    Tables tables = tables_of(known.graph());
    Linear& last = std::get<Linear>(tables.modules[static_cast<std::size_t>(tables.classifier)].layer);
    const ::torch::Tensor* weight = file.find(std::string(GraphView(tables).path(tables.classifier).view()) + ".weight");
    if (weight == nullptr || weight->dim() != 2 || weight->size(0) < 1) continue;
    last.out = weight->size(0);
    if (!is_state_of(tables, file)) continue;
    infer(tables);
    return {known.name, std::move(tables)};
  }
  return {};
}

/// What a file of save_model's says beside its tensors.
class ModelReader {
 public:
  ModelReader(const std::string& text, const std::string& where)
      : json_(JsonReader(text, where, 100'000).read()), where_(where) {}

  [[nodiscard]] Tables tables() const { return GraphReader(member(json_, "network", Json::Kind::object), where_).read(); }

  [[nodiscard]] std::string architecture() const { return member(json_, "architecture", Json::Kind::text).text; }

  [[nodiscard]] std::vector<std::string> class_names() const {
    std::vector<std::string> names;
    for (const Json& name : member(json_, "classes", Json::Kind::array).items) {
      if (!name.is(Json::Kind::text)) fail("classes");
      names.push_back(name.text);
    }
    return names;
  }

  [[nodiscard]] Preprocessing preprocessing() const {
    const Json& json = member(json_, "preprocessing", Json::Kind::object);
    return {.resize = pixels(json, "resize"),
            .crop = pixels(json, "crop"),
            .normalization = {three(json, "mean", -1e6), three(json, "std", 1e-6)}};
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw WeightsError("the model described in '" + where_ + "' is damaged: '" + what + "' is missing or not as expected");
  }
  [[nodiscard]] const Json& member(const Json& object, const std::string& name, Json::Kind kind) const {
    const Json* value = object.find(name);
    if (value == nullptr || !value->is(kind)) fail(name);
    return *value;
  }
  [[nodiscard]] std::int64_t pixels(const Json& object, const std::string& name) const {
    const std::int64_t value = member(object, name, Json::Kind::integer).integer;
    if (value < 1 || value > 1 << 14) fail(name);
    return value;
  }
  [[nodiscard]] std::array<float, 3> three(const Json& object, const std::string& name, double least) const {
    const auto& items = member(object, name, Json::Kind::array).items;
    std::array<float, 3> numbers{};
    if (items.size() != numbers.size()) fail(name);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (!items[i].is_number() || items[i].real < least || items[i].real > 1e6) fail(name);
      numbers[i] = static_cast<float>(items[i].real);
    }
    return numbers;
  }

  Json json_;
  std::string where_;
};

/// Before anything is built: the layers have no more numbers than the file holds.
inline void require_as_many(GraphView net, const StateDict& file, const std::string& where) {
  std::int64_t held = 0, needed = 0;
  for (const auto& [name, tensor] : file) held += tensor.numel();
  for (int row = 0; row < net.module_count() && needed <= held; ++row) needed += parameters(net.module(row).layer);
  if (needed > held)
    throw WeightsError("the network described in '" + where +
                       "' has more parameters than the file has numbers (is the file incomplete?)");
}

}  // namespace detail

Model load_model(const std::filesystem::path& file) {
  const Checkpoint checkpoint = read_weights(file);
  Model model{.network = nullptr, .preprocessing = checkpoint.preprocessing};
  Tables tables;
  if (const auto described = checkpoint.metadata.find(detail::model_key); described != checkpoint.metadata.end()) {
    const detail::ModelReader reader(described->second, file.string());
    tables = reader.tables();
    model.architecture = reader.architecture();
    model.class_names = reader.class_names();
    model.preprocessing = reader.preprocessing();
  } else {
    std::tie(model.architecture, tables) = detail::recognise(checkpoint.tensors);
    if (tables.modules.empty())
      throw WeightsError("'" + file.string() +
                         "' holds weights without their architecture, and no network of the zoo has tensors of these names and "
                         "shapes; make the network, then load the weights into it");
    if (checkpoint.variant && model.architecture != "alexnet") ResNet50::apply_variant(tables, *checkpoint.variant);
  }
  detail::require_as_many(tables, checkpoint.tensors, file.string());
  model.network = translate_errors<WeightsError>("building the network of the file",
                                                 [&] { return std::make_shared<Network>(std::move(tables)); });
  load_state(state_dict(*model.network), checkpoint.tensors, {}, checkpoint.source);
  model.network->eval();
  return model;
}

}  // namespace graft
