#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/pth/detail/pickle_node.hpp>
#include <graft/weights/pth/detail/pth_tensors.hpp>

namespace graft::detail {

/// A set of weights that a pickle holds: the tensors of one model, by name, not yet read.
struct PthState {
  struct Tensor {
    std::string name;
    const PickleNode* node;
  };

  std::string path{};  ///< of the entry it is, such as "state_dict"; empty: all that the file holds
  std::vector<Tensor> tensors{};
  std::vector<std::string> left_over{};  ///< what lies beside the tensors and the entry
  std::string problem{};                 ///< why it cannot be read, if it cannot

  /// How much it looks like a model's: by the tensors whose names are those of modules, then by all.
  struct Likeness {
    std::size_t of_modules = 0, all = 0;
    auto operator<=>(const Likeness&) const = default;
  };
  Likeness likeness() const {
    const auto of_modules = std::count_if(tensors.begin(), tensors.end(),
                                          [](const Tensor& one) { return one.name.find('.') != std::string::npos; });
    return {static_cast<std::size_t>(of_modules), tensors.size()};
  }
};

/// Finds the sets of weights in a pickle: a state_dict, or a pickled module, be it Python's, TorchScript's or LibTorch's; at
/// the top, or below names, as training scripts write them.
class PthStates {
 public:
  PthStates(const InputFile& file, const Pickle& pickle) : file_(&file), pickle_(&pickle) {}

  std::vector<PthState> find() && {
    const PickleNode& root = (*pickle_)[pickle_->root];
    find(root, {}, 0);
    if (states_.empty()) refuse(root);
    return std::move(states_);
  }

 private:
  static constexpr std::size_t max_visits = 500'000;
  static constexpr std::size_t max_name = 2'000;
  static constexpr int max_depth = 200;     // of modules
  static constexpr int max_wrappers = 4;    // around a state_dict
  static constexpr std::size_t shown = 64;  // of what lies beside
  static constexpr std::size_t longest_shown = 100;
  static constexpr std::size_t max_states = 500;

  [[noreturn]] void refuse(const PickleNode& root) const {
    if (is_optimizer(root))
      file_->fail("it holds the state of an optimizer and no model's (save the model's state_dict(), too)");
    const std::string& callee = pickle_->callee(root);
    if (is_script(root))
      file_->fail(
          "it is a TorchScript program without named tensors, as torch.jit.freeze makes it (save the module as it was "
          "before, or its state_dict())");
    if (!callee.empty())
      file_->fail("it holds a '" + callee +
                  "' that is no torch.nn.Module and has no tensors by name (save a model's state_dict())");
    file_->fail("it holds no tensors by name (save a model's state_dict())");
  }

  // A pickle can refer to one large value in many places for a few bytes each, so visits are counted and names limited.
  void visit(std::size_t count) {
    visits_ += count;
    if (visits_ > max_visits) file_->fail("it repeats its contents too often to be a model");
  }

  const PickleNode& at(PickleId id) const { return (*pickle_)[id]; }
  const PickleNode& state_of(const PickleNode& object) const { return at(object.items[PickleNode::state]); }

  /// TorchScript's and LibTorch's classes have no other names; their objects have their attributes as a dict.
  bool is_script(const PickleNode& node) const {
    return pickle_->callee(node).starts_with("__torch__.") && state_of(node).kind == PickleKind::dict;
  }

  /// Whether an object is a torch.nn.Module of any class, which its attributes say.
  const PickleNode* module_state(const PickleNode& node) const {
    if (node.kind != PickleKind::object) return nullptr;
    const PickleNode* state = &state_of(node);
    if (state->kind == PickleKind::tuple && !state->items.empty()) state = &at(state->items[0]);  // beside its __slots__
    const bool is_module = pickle_->find(*state, "_parameters") != nullptr && pickle_->find(*state, "_buffers") != nullptr &&
                           pickle_->find(*state, "_modules") != nullptr;
    return is_module ? state : nullptr;
  }

  /// An optimizer's state_dict, or what LibTorch saves of one: it has tensors, too.
  bool is_optimizer(const PickleNode& node) const {
    const PickleNode* members = is_script(node) ? &state_of(node) : pickle_->dict(node);
    return members != nullptr && pickle_->find(*members, "param_groups") != nullptr &&
           pickle_->find(*members, "state") != nullptr;
  }

  /// The name that a dict's key gives, if it can give one.
  static bool name_of(const PickleNode& key, std::string& name) {
    if (key.kind != PickleKind::text && key.kind != PickleKind::integer) return false;
    name = key.kind == PickleKind::text ? key.text : std::to_string(key.integer);
    return true;
  }

  std::string described(const PickleNode& key, const PickleNode& value) const {
    std::string name = "?";
    name_of(key, name);
    if (name.size() > longest_shown) name = name.substr(0, longest_shown) + "...";
    const std::string& callee = pickle_->callee(value);
    return callee.empty() || is_tensor(*pickle_, value) ? name : name + " (" + callee + ")";
  }

  static void leave_over(PthState& state, std::string what) {
    if (state.left_over.size() < shown) state.left_over.push_back(std::move(what));
  }

  void find(const PickleNode& node, const std::string& path, int depth) {
    if (barren_.contains(&node)) return;
    if (is_optimizer(node)) {
      barren_.insert(&node);  // which is not found out a second time: a dict may be large, and referred to often
      return;
    }
    if (!seen_.insert(&node).second) visit(1 + node.items.size());
    const std::size_t before = states_.size();
    find_in(node, path, depth);
    if (states_.size() > max_states)
      file_->fail("it holds more than " + std::to_string(max_states) + " models, or is none's (save a model's state_dict())");
    if (states_.size() == before) barren_.insert(&node);
  }

  void find_in(const PickleNode& node, const std::string& path, int depth) {
    PthState state{.path = path};
    if (is_tensor(*pickle_, node)) {
      if (depth > 0) return;
      state.tensors.push_back({"0", &node});  // as LibTorch's torch::save calls it
    } else if (const PickleNode* members = module_state(node)) {
      try {
        take_module(state, *members, "", 0);
      } catch (const WeightsError& error) {  // of a model that may not be the one to read
        state.problem = error.what();
      }
    } else if (is_script(node)) {
      take_script(state, node, "", 0);
    } else if (const PickleNode* dict = pickle_->dict(node)) {
      return find_in_dict(*dict, path, depth);
    } else if (depth == 0 && (node.kind == PickleKind::list || node.kind == PickleKind::tuple)) {
      return find_in_list(node);
    }
    if (!state.tensors.empty() || !state.problem.empty()) states_.push_back(std::move(state));
  }

  /// A dict is a set of weights where it looks more like one than all that lie in it: a training has tensors beside its model,
  /// too, such as `best_accuracy` or `rng_state`.
  void find_in_dict(const PickleNode& dict, const std::string& path, int depth) {
    PthState own{.path = path};
    PthState::Likeness largest;
    const std::size_t before = states_.size();
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      const PickleNode& key = at(dict.items[i]);
      const PickleNode& value = at(dict.items[i + 1]);
      std::string name;
      if (!name_of(key, name) || name.size() > max_name) continue;
      if (is_tensor(*pickle_, value)) {
        own.tensors.push_back({name, &value});
      } else if (depth < max_wrappers) {
        const std::size_t found = states_.size();
        find(value, path.empty() ? name : path + "." + name, depth + 1);
        for (std::size_t one = found; one < states_.size(); ++one) {
          largest = std::max(largest, states_[one].likeness());
          leave_over_others(states_[one], dict, i);
        }
      }
    }
    if (own.likeness() <= largest) return;
    states_.resize(before);
    std::string name;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2)  // `_extra_state`: a module's own data, which is no tensor
      if (!is_tensor(*pickle_, at(dict.items[i + 1])) && !(name_of(at(dict.items[i]), name) && name.ends_with("_extra_state")))
        leave_over(own, described(at(dict.items[i]), at(dict.items[i + 1])));
    states_.push_back(std::move(own));
  }

  /// At the top: tensors, by their places, or a state_dict among other things.
  void find_in_list(const PickleNode& list) {
    visit(list.items.size());
    PthState own;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      if (is_tensor(*pickle_, at(list.items[i])))
        own.tensors.push_back({std::to_string(i), &at(list.items[i])});
      else
        leave_over(own, std::to_string(i));
    }
    if (!own.tensors.empty()) return states_.push_back(std::move(own));
    for (std::size_t i = 0; i < list.items.size(); ++i) find(at(list.items[i]), std::to_string(i), 1);
  }

  void leave_over_others(PthState& state, const PickleNode& dict, std::size_t chosen) const {
    for (std::size_t i = 0; i + 1 < dict.items.size() && state.left_over.size() < shown; i += 2)
      if (i != chosen) leave_over(state, described(at(dict.items[i]), at(dict.items[i + 1])));
  }

  void check_name(const std::string& name) {
    if (name.size() > max_name) file_->fail("a tensor's name is longer than " + std::to_string(max_name) + " characters");
  }

  // In the order of state_dict(): parameters, buffers that are saved, then the children.
  void take_module(PthState& to, const PickleNode& members, const std::string& prefix, int depth) {
    if (depth == max_depth) file_->fail("its modules are nested too deeply, at '" + prefix + "'");
    visit(members.items.size());
    take_members(to, *pickle_->find(members, "_parameters"), prefix, {});
    std::unordered_set<std::string_view> not_saved;
    if (const PickleNode* names = pickle_->find(members, "_non_persistent_buffers_set")) {
      visit(names->items.size());
      for (const PickleId name : names->items) not_saved.insert(at(name).text);
    }
    take_members(to, *pickle_->find(members, "_buffers"), prefix, not_saved);
    const PickleNode& children = *pickle_->find(members, "_modules");
    visit(children.items.size());
    for (std::size_t i = 0; i + 1 < children.items.size(); i += 2) {
      const PickleNode& child = at(children.items[i + 1]);
      const std::string& name = at(children.items[i]).text;
      check_name(name);
      if (child.kind != PickleKind::object) continue;
      const PickleNode* state = module_state(child);
      if (state == nullptr) file_->fail("'" + prefix + name + "' is no torch.nn.Module (save a model's state_dict())");
      take_module(to, *state, prefix + name + ".", depth + 1);
    }
  }

  void take_members(PthState& to, const PickleNode& dict, const std::string& prefix,
                    const std::unordered_set<std::string_view>& not_saved) {
    visit(dict.items.size());
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      const std::string& name = at(dict.items[i]).text;
      check_name(name);
      const PickleNode& value = at(dict.items[i + 1]);
      if (value.kind == PickleKind::none || not_saved.contains(name)) continue;
      if (!is_tensor(*pickle_, value)) file_->fail("'" + prefix + name + "' is no tensor");
      to.tensors.push_back({prefix + name, &value});
    }
  }

  // The class of the program says which attributes are parameters and buffers; they come first, before `training`, which every
  // module of Python's has and none of LibTorch's, and other tensors come behind it.
  void take_script(PthState& to, const PickleNode& object, const std::string& prefix, int depth) {
    if (depth == max_depth) file_->fail("its modules are nested too deeply, at '" + prefix + "'");
    const PickleNode& attributes = state_of(object);
    visit(attributes.items.size());
    bool are_state = true;
    for (std::size_t i = 0; i + 1 < attributes.items.size(); i += 2) {
      const std::string& name = at(attributes.items[i]).text;
      check_name(name);
      const PickleNode& value = at(attributes.items[i + 1]);
      if (name == "training" && value.kind == PickleKind::boolean) are_state = false;
      if (is_script(value))
        take_script(to, value, prefix + name + ".", depth + 1);
      else if (are_state && is_tensor(*pickle_, value))
        to.tensors.push_back({prefix + name, &value});
    }
  }

  const InputFile* file_;
  const Pickle* pickle_;
  std::vector<PthState> states_;
  std::unordered_set<const PickleNode*> seen_;
  std::unordered_set<const PickleNode*> barren_;  // those that hold no weights
  std::size_t visits_ = 0;
};

}  // namespace graft::detail
