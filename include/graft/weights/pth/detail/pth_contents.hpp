#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

#include <graft/weights/pth/detail/pth_tensors.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft::detail {

/// Finds the state_dict in what a file holds: a state_dict itself, a dict around one, or a whole pickled module.
class PthContents {
 public:
  PthContents(const InputFile& file, const Pickle& pickle, TensorBuilder& tensors)
      : file_(&file), pickle_(&pickle), tensors_(&tensors) {}

  StateDict state_dict() && {
    try {
      take((*pickle_)[pickle_->root], 0);
      if (result_.empty()) file_->fail("it holds no tensors (save a model's state_dict())");
    } catch (const WeightsError&) {
      tensors_->read();  // damaged bytes of a tensor before this error come first, and may be its cause
      throw;
    }
    tensors_->read();
    return without_module_prefix();
  }

 private:
  static constexpr std::size_t max_visits = 500'000;
  static constexpr std::size_t max_name = 2'000;
  static constexpr int max_depth = 200;

  // A pickle can refer to one large value in many places for a few bytes each, so visits are counted and names limited.
  void visit(std::size_t count) {
    visits_ += count;
    if (visits_ > max_visits) file_->fail("it repeats its contents too often to be a model");
  }

  void check_name(const std::string& name) {
    if (name.size() > max_name) file_->fail("a tensor's name is longer than " + std::to_string(max_name) + " characters");
  }

  void take(const PickleNode& node, int depth) {
    if (node.kind == PickleKind::object && !tensors_->is_tensor(node)) return take_module(node, "", 0);
    if (node.kind != PickleKind::dict) file_->fail("it holds neither a state_dict nor a model (save a model's state_dict())");
    for (const char* wrapper : {"state_dict", "model_state_dict", "model"}) {
      const PickleNode* inner = pickle_->find(node, wrapper);
      if (inner != nullptr && depth < 4 &&
          (inner->kind == PickleKind::dict || (inner->kind == PickleKind::object && !tensors_->is_tensor(*inner))))
        return take(*inner, depth + 1);
    }
    take_flat(node);
  }

  void take_flat(const PickleNode& dict) {
    visit(dict.items.size());
    for (std::size_t i = 0; i < dict.items.size(); i += 2) {
      const PickleNode& key = (*pickle_)[dict.items[i]];
      const PickleNode& value = (*pickle_)[dict.items[i + 1]];
      if (key.kind != PickleKind::text) file_->fail("it is a dict, but not one of tensors by name");
      check_name(key.text);
      if (key.text.ends_with("_extra_state")) continue;  // a module's own data, which is not a tensor
      if (!tensors_->is_tensor(value)) file_->fail("its entry '" + key.text + "' is no tensor (save a model's state_dict())");
      result_.set(key.text, tensors_->tensor(value, key.text));
    }
  }

  // In the order of state_dict(): parameters, buffers that are saved, then the children.
  void take_module(const PickleNode& module, const std::string& prefix, int depth) {
    if (depth == max_depth) file_->fail("its modules are nested too deeply, at '" + prefix + "'");
    const PickleNode* state = &(*pickle_)[module.items[2]];
    if (state->kind == PickleKind::tuple && !state->items.empty()) state = &(*pickle_)[state->items[0]];
    visit(state->items.size());
    const PickleNode* parameters = pickle_->find(*state, "_parameters");
    const PickleNode* buffers = pickle_->find(*state, "_buffers");
    const PickleNode* children = pickle_->find(*state, "_modules");
    if (parameters == nullptr || buffers == nullptr || children == nullptr)
      file_->fail("'" + (*pickle_)[module.items[0]].text + "' is not a torch.nn.Module (save a model's state_dict())");
    take_members(*parameters, prefix, {});
    std::unordered_set<std::string_view> not_saved;
    if (const PickleNode* names = pickle_->find(*state, "_non_persistent_buffers_set")) {
      visit(names->items.size());
      for (const PickleId name : names->items) not_saved.insert((*pickle_)[name].text);
    }
    visit(children->items.size());
    take_members(*buffers, prefix, not_saved);
    for (std::size_t i = 0; i + 1 < children->items.size(); i += 2) {
      const PickleNode& child = (*pickle_)[children->items[i + 1]];
      const std::string& name = (*pickle_)[children->items[i]].text;
      check_name(name);
      if (child.kind == PickleKind::object) take_module(child, prefix + name + ".", depth + 1);
    }
  }

  void take_members(const PickleNode& dict, const std::string& prefix, const std::unordered_set<std::string_view>& not_saved) {
    visit(dict.items.size());
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      const std::string& name = (*pickle_)[dict.items[i]].text;
      check_name(name);
      const PickleNode& value = (*pickle_)[dict.items[i + 1]];
      if (value.kind == PickleKind::none || not_saved.contains(name)) continue;
      if (!tensors_->is_tensor(value)) file_->fail("'" + prefix + name + "' is no tensor");
      result_.set(prefix + name, tensors_->tensor(value, prefix + name));
    }
  }

  // A model inside DataParallel has "module." before every name.
  StateDict without_module_prefix() {
    constexpr std::string_view prefix = "module.";
    for (const auto& [name, tensor] : result_)
      if (!name.starts_with(prefix)) return std::move(result_);
    StateDict stripped;
    for (const auto& [name, tensor] : result_) stripped.set(name.substr(prefix.size()), tensor);
    return stripped;
  }

  const InputFile* file_;
  const Pickle* pickle_;
  TensorBuilder* tensors_;
  StateDict result_;
  std::size_t visits_ = 0;
};

}  // namespace graft::detail
