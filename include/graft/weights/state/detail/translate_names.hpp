#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/engine/eager/resample_grid.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/names/detail/name_map.hpp>
#include <graft/weights/state/fit_names.hpp>

namespace graft::detail {

/// How well names are those of a network's tensors.
struct NamesFit {
  std::size_t wanted = 0;      ///< of the network's names, that are there
  std::size_t unexpected = 0;  ///< that the network does not have
  [[nodiscard]] bool is_better_than(const NamesFit& other) const {
    return wanted != other.wanted ? wanted > other.wanted : unexpected < other.unexpected;
  }
};

[[nodiscard]] inline NamesFit fit_of(const std::set<std::string>& names, const StateDict& wanted) {
  NamesFit fit;
  for (const std::string& name : names)
    if (wanted.contains(name))
      ++fit.wanted;
    else if (!name.ends_with("num_batches_tracked"))
      ++fit.unexpected;
  return fit;
}

/// A file's names read by a map of names; nothing of the tensors is touched before it is asked for.
class NameTranslation {
 public:
  /// What the map makes of the file's names; nothing where the file does not have the map's anchor exactly once.
  [[nodiscard]] static std::optional<NameTranslation> of(const NameMap& map, const StateDict& file, const StateDict& wanted) {
    std::optional<std::string> prefix;
    for (const auto& [name, tensor] : file) {
      if (!name.ends_with(map.anchor)) continue;
      const std::string before = name.substr(0, name.size() - map.anchor.size());
      if (!before.empty() && before.back() != '.') continue;
      if (prefix) return std::nullopt;
      prefix = before;
    }
    if (!prefix) return std::nullopt;
    NameTranslation translation(map, *prefix);
    for (const auto& [name, tensor] : file) translation.read(name, tensor, wanted);
    return translation;
  }

  [[nodiscard]] NamesFit fit(const StateDict& wanted) const {
    std::set<std::string> names;
    for (const auto& [name, parts] : tensors_) names.insert(name);
    return fit_of(names, wanted);
  }

  /// The tensors under the network's names, in the network's shapes where they have as many elements.
  [[nodiscard]] FittedNames fitted(const StateDict& wanted) const {
    FittedNames result;
    result.prefix = prefix_;
    result.whose = map_->whose;
    result.differs = map_->differs;
    result.left_over = left_over_;
    for (const std::string& name : order_)
      if (const ::torch::Tensor joint = joined(tensors_.at(name)); joint.defined())
        result.tensors.set(name, in_shape_of(wanted.find(name), joint));
    fold_class_position(result.tensors, wanted);
    return result;
  }

 private:
  using Parts = std::map<int, ::torch::Tensor>;

  NameTranslation(const NameMap& map, std::string prefix) : map_(&map), prefix_(std::move(prefix)) {}

  void read(const std::string& name, const ::torch::Tensor& tensor, const StateDict& wanted) {
    const bool is_inside = name.starts_with(prefix_);
    const std::string inner = is_inside ? name.substr(prefix_.size()) : name;
    std::optional<TranslatedName> ours = translated(*map_, inner);
    if (!ours && (is_inside || wanted.contains(inner))) ours = {inner, -1};
    if (!ours || ours->name.empty() || !add(*ours, tensor)) left_over_.push_back(name);
  }

  [[nodiscard]] bool add(const TranslatedName& ours, const ::torch::Tensor& tensor) {
    const auto [entry, is_new] = tensors_.try_emplace(ours.name);
    if (is_new) order_.push_back(ours.name);
    return entry->second.emplace(ours.part, tensor).second;
  }

  /// The parts one after the other; undefined where they do not go together.
  [[nodiscard]] static ::torch::Tensor joined(const Parts& parts) {
    if (parts.size() == 1) return parts.begin()->second;
    std::vector<::torch::Tensor> all;
    for (const auto& [part, tensor] : parts) {
      const bool fits = part == static_cast<int>(all.size()) && tensor.dim() > 0 &&
                        tensor.sizes() == parts.begin()->second.sizes() &&
                        tensor.scalar_type() == parts.begin()->second.scalar_type();
      if (!fits) return {};
      all.push_back(tensor);
    }
    return ::torch::cat(all);
  }

  /// `tensor` with the axes of size 1 that `wanted` has, where the others are the same.
  [[nodiscard]] static ::torch::Tensor in_shape_of(const ::torch::Tensor* wanted, const ::torch::Tensor& tensor) {
    const auto without_ones = [](::torch::IntArrayRef sizes) {
      std::vector<std::int64_t> kept;
      for (const std::int64_t size : sizes)
        if (size != 1) kept.push_back(size);
      return kept;
    };
    if (wanted == nullptr || wanted->sizes() == tensor.sizes() || without_ones(wanted->sizes()) != without_ones(tensor.sizes()))
      return tensor;
    return tensor.reshape(wanted->sizes());
  }

  /// A position that the class token has in the file alone is added to the class token.
  static void fold_class_position(StateDict& tensors, const StateDict& wanted) {
    const ::torch::Tensor *positions = tensors.find("pos_embed"), *token = tensors.find("cls_token"),
                          *grid = wanted.find("pos_embed");
    if (positions == nullptr || token == nullptr || grid == nullptr || positions->dim() != 3 || grid->dim() != 3) return;
    const std::int64_t count = positions->size(1), features = positions->size(2);
    const bool has_one_more = !is_square(count) && is_square(count - 1) && is_square(grid->size(1));
    if (!has_one_more || positions->size(0) != 1 || token->sizes() != ::torch::IntArrayRef{1, 1, features}) return;
    const ::torch::Tensor folded = *token + positions->narrow(1, 0, 1), rest = positions->narrow(1, 1, count - 1);
    tensors.set("cls_token", folded);
    tensors.set("pos_embed", rest);
  }

  const NameMap* map_;
  std::string prefix_;
  std::map<std::string, Parts> tensors_{};
  std::vector<std::string> order_{};
  std::vector<std::string> left_over_{};
};

}  // namespace graft::detail
