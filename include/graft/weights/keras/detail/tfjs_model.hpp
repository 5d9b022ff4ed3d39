#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/json/json.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/state/detail/checked_state.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft::detail {

/// A TensorFlow.js layers model: its description, and its weights with Keras's names and layout.
struct TfjsModel {
  Json description;
  StateDict weights;
};

/// The files of one group of weights, read as if they were one file.
class TfjsShards {
 public:
  TfjsShards(const std::filesystem::path& folder, const Json& paths) {
    for (const Json& path : paths.items) {
      // A name only: model.json must not reach for other files of the machine.
      const std::filesystem::path name = path.text;
      if (path.text.empty() || name.has_parent_path() || path.text == ".." || path.text.find('\0') != std::string::npos)
        throw WeightsError("model.json in '" + folder.string() + "' names a shard '" + printable(path.text) +
                           "' that is not a plain file name");
      files_.push_back(std::make_unique<InputFile>(folder / name));
      size_ += files_.back()->size();
    }
  }

  std::uint64_t size() const noexcept { return size_; }

  /// The next `count` bytes, which may lie in several files.
  void read(void* to, std::uint64_t count) {
    auto* bytes = static_cast<unsigned char*>(to);
    while (count > 0) {
      const InputFile& file = *files_.at(file_at_);
      const auto part = static_cast<std::size_t>(std::min(count, file.size() - offset_));
      file.read(offset_, bytes, part);
      bytes += part;
      offset_ += part;
      count -= part;
      if (offset_ == file.size()) {
        offset_ = 0;
        ++file_at_;
      }
    }
  }

  /// The shard that was most likely cut off, with its size: one that is shorter than the first, or else the last.
  std::string suspect() const {
    for (std::size_t i = 1; i + 1 < files_.size(); ++i)
      if (files_[i]->size() != files_[0]->size())
        return files_[i]->name() + "' has " + std::to_string(files_[i]->size()) + " bytes";
    return files_.empty() ? "" : files_.back()->name() + "' has " + std::to_string(files_.back()->size()) + " bytes";
  }

 private:
  std::vector<std::unique_ptr<InputFile>> files_;
  std::uint64_t size_ = 0;
  std::size_t file_at_ = 0;
  std::uint64_t offset_ = 0;
};

struct TfjsWeight {
  std::string name;
  std::vector<std::int64_t> shape;
  std::uint64_t bytes = 0;
};

inline TfjsWeight tfjs_weight(const Json& entry, const std::string& where, const CheckedState& rules) {
  const Json* name = entry.find("name");
  const Json* shape = entry.find("shape");
  const Json* type = entry.find("dtype");
  if (name == nullptr || !name->is(Json::Kind::text) || shape == nullptr || !shape->is(Json::Kind::array) || type == nullptr)
    throw WeightsError("'" + where + "' describes a weight without its name, shape or dtype");
  if (type->text != "float32" || entry.find("quantization") != nullptr)
    throw WeightsError("weight '" + printable(name->text) + "' in '" + where + "' is " +
                       (type->text == "float32" ? "quantized" : "of type '" + printable(type->text) + "'") +
                       ", expected plain float32");
  TfjsWeight weight{name->text, {}, 0};
  for (const Json& size : shape->items) weight.shape.push_back(size.is(Json::Kind::integer) ? size.integer : -1);
  weight.bytes = rules.bytes_of(weight.name, weight.shape, sizeof(float));
  return weight;
}

inline void read_tfjs_group(const Json& group, const std::filesystem::path& folder, const std::string& where,
                            CheckedState& weights) {
  const Json* paths = group.find("paths");
  const Json* entries = group.find("weights");
  if (paths == nullptr || entries == nullptr) throw WeightsError("'" + where + "' has a group without paths or weights");
  TfjsShards shards(folder, *paths);
  std::vector<TfjsWeight> described;
  std::uint64_t needed = 0;
  for (const Json& entry : entries->items) {
    described.push_back(tfjs_weight(entry, where, weights));
    if (__builtin_add_overflow(needed, described.back().bytes, &needed)) needed = ~std::uint64_t{0};
  }
  if (needed != shards.size())
    throw WeightsError("the shards of '" + where + "' hold " + std::to_string(shards.size()) + " bytes, but its weights need " +
                       std::to_string(needed) + "; '" + shards.suspect() + " (get the files again)");
  for (const TfjsWeight& weight : described) {
    ::torch::Tensor values = ::torch::empty(weight.shape, ::torch::kFloat);
    shards.read(values.data_ptr(), weight.bytes);
    weights.add(weight.name, std::move(values));
  }
}

/// Reads model.json and the shards beside it. Sizes are compared with the files before memory is taken.
inline TfjsModel read_tfjs_model(const std::filesystem::path& model_json) {
  constexpr std::uint64_t longest_description = 4 * 1024 * 1024;
  constexpr std::size_t max_values = 50'000;  // Keras's ResNet-50 has 7160
  const InputFile file(model_json);
  if (file.size() > longest_description) file.fail("a description of more than 4 MiB");
  std::string text(static_cast<std::size_t>(file.size()), '\0');
  file.read(0, text.data(), text.size());
  TfjsModel model{JsonReader<WeightsError>(text, file.name(), max_values).read(), {}};
  const Json* format = model.description.find("format");
  const Json* manifest = model.description.find("weightsManifest");
  if (format == nullptr || format->text != "layers-model" || manifest == nullptr)
    file.fail("it describes no TensorFlow.js layers model" +
              (format == nullptr ? "" : " but a '" + printable(format->text) + "'"));
  CheckedState weights(file.name(), std::numeric_limits<std::uint64_t>::max() / 8);  // each is read from bytes of its own
  for (const Json& group : manifest->items) read_tfjs_group(group, model_json.parent_path(), file.name(), weights);
  model.weights = std::move(weights).finish();
  return model;
}

}  // namespace graft::detail
