#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/json/json.hpp>
#include <graft/core/printable.hpp>
#include <graft/graph/tables.hpp>
#include <graft/weights/detail/graph_reader.hpp>
#include <graft/weights/detail/graph_writer.hpp>
#include <graft/weights/model.hpp>
#include <graft/zoo/interpolation.hpp>
#include <graft/zoo/preprocessing.hpp>

namespace graft::detail {

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
         ",\"interpolation\":" + json_text(to_string(p.interpolation)) +
         "},\"network\":" + GraphWriter::write(model.network->graph()) + "}";
}

/// What a file of save_model's says beside its tensors.
class ModelReader {
 public:
  ModelReader(const std::string& text, const std::string& where)
      : json_(JsonReader<WeightsError>(text, where, 100'000).read()), where_(where) {}

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
            .normalization = {three(json, "mean", -1e6), three(json, "std", 1e-6)},
            .interpolation = interpolation(json)};
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
  /// Bilinear where the file says nothing: so it was before there was another one.
  [[nodiscard]] Interpolation interpolation(const Json& object) const {
    if (object.find("interpolation") == nullptr) return Interpolation::bilinear;
    const std::string& name = member(object, "interpolation", Json::Kind::text).text;
    const std::optional<Interpolation> known = interpolation_named(name);
    if (!known)
      throw WeightsError("the model described in '" + where_ + "' resizes images by '" + printable(name) +
                         "'; expected bilinear or bicubic; a newer graft may know it");
    return *known;
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

}  // namespace graft::detail
