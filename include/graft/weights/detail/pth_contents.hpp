#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

#include <graft/weights/detail/pth_tensors.hpp>
#include <graft/weights/state_dict.hpp>

namespace graft::detail {

/// Finds the state_dict in what a file holds: a state_dict itself, a dict around one, or a whole pickled module.
class PthContents {
 public:
  PthContents(const InputFile& file, const Pickle& pickle, TensorBuilder& tensors) : file_(&file), pickle_(&pickle), tensors_(&tensors) {}

  StateDict state_dict() && {
    take((*pickle_)[pickle_->root], 0);
    if (result_.empty()) file_->fail("it holds no tensors (save a model's state_dict())");
    return without_module_prefix();
  }

 private:
  static constexpr std::size_t max_modules = 100'000;
  static constexpr int max_depth = 200;

  void take(const PickleNode& node, int depth) {
    if (node.kind == PickleKind::object && !tensors_->is_tensor(node)) return take_module(node, "", 0);
    if (node.kind != PickleKind::dict) file_->fail("it holds neither a state_dict nor a model (save a model's state_dict())");
    for (const char* wrapper : {"state_dict", "model_state_dict", "model"}) {
      const PickleNode* inner = pickle_->find(node, wrapper);
      if (inner != nullptr && depth < 4 && (inner->kind == PickleKind::dict || (inner->kind == PickleKind::object && !tensors_->is_tensor(*inner))))
        return take(*inner, depth + 1);
    }
    take_flat(node);
  }

  void take_flat(const PickleNode& dict) {
    for (std::size_t i = 0; i < dict.items.size(); i += 2) {
      const PickleNode& key = (*pickle_)[dict.items[i]];
      const PickleNode& value = (*pickle_)[dict.items[i + 1]];
      if (key.kind != PickleKind::text) file_->fail("it is a dict, but not one of tensors by name");
      if (key.text.ends_with("_extra_state")) continue;  // a module's own notes, which are no tensors
      if (!tensors_->is_tensor(value)) file_->fail("its entry '" + printable(key.text) + "' is no tensor (save a model's state_dict())");
      result_.set(key.text, tensors_->tensor(value, printable(key.text)));
    }
  }

  // In the order of state_dict(): parameters, buffers that are saved, then the children.
  void take_module(const PickleNode& module, const std::string& prefix, int depth) {
    if (depth == max_depth || ++modules_ > max_modules) file_->fail("its modules are nested too deeply, at '" + printable(prefix) + "'");
    const PickleNode* state = &(*pickle_)[module.items[2]];
    if (state->kind == PickleKind::tuple && !state->items.empty()) state = &(*pickle_)[state->items[0]];
    const PickleNode* parameters = pickle_->find(*state, "_parameters");
    const PickleNode* buffers = pickle_->find(*state, "_buffers");
    const PickleNode* children = pickle_->find(*state, "_modules");
    if (parameters == nullptr || buffers == nullptr || children == nullptr)
      file_->fail("'" + (*pickle_)[module.items[0]].text + "' is not a torch.nn.Module (save a model's state_dict())");
    take_members(*parameters, prefix, {});
    std::unordered_set<std::string_view> not_saved;
    if (const PickleNode* names = pickle_->find(*state, "_non_persistent_buffers_set"))
      for (const PickleId name : names->items) not_saved.insert((*pickle_)[name].text);
    take_members(*buffers, prefix, not_saved);
    for (std::size_t i = 0; i + 1 < children->items.size(); i += 2) {
      const PickleNode& child = (*pickle_)[children->items[i + 1]];
      if (child.kind == PickleKind::object) take_module(child, prefix + (*pickle_)[children->items[i]].text + ".", depth + 1);
    }
  }

  void take_members(const PickleNode& dict, const std::string& prefix, const std::unordered_set<std::string_view>& not_saved) {
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      const std::string& name = (*pickle_)[dict.items[i]].text;
      const PickleNode& value = (*pickle_)[dict.items[i + 1]];
      if (value.kind == PickleKind::none || not_saved.contains(name)) continue;
      if (!tensors_->is_tensor(value)) file_->fail("'" + printable(prefix + name) + "' is no tensor");
      result_.set(prefix + name, tensors_->tensor(value, printable(prefix + name)));
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

  // Names out of a file go into one-line messages.
  static std::string printable(std::string text) {
    constexpr std::size_t longest = 200;
    if (text.size() > longest) text.resize(longest);
    for (char& c : text)
      if (c < ' ' || c > '~') c = '?';
    return text;
  }

  const InputFile* file_;
  const Pickle* pickle_;
  TensorBuilder* tensors_;
  StateDict result_;
  std::size_t modules_ = 0;
};

}  // namespace graft::detail
