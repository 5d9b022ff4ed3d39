#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/weights/io/detail/input_file.hpp>
#include <graft/weights/pth/detail/pickle_node.hpp>
#include <graft/weights/pth/detail/pth_states.hpp>
#include <graft/weights/pth/detail/pth_tensors.hpp>
#include <graft/weights/state/checkpoint.hpp>
#include <graft/weights/state/detail/checked_state.hpp>
#include <graft/weights/state/detail/choose_entry.hpp>

namespace graft::detail {

/// Chooses one of the sets of weights in what a file holds, and reads its tensors.
class PthContents {
 public:
  PthContents(const InputFile& file, const Pickle& pickle, TensorBuilder& tensors)
      : file_(&file), pickle_(&pickle), tensors_(&tensors) {}

  /// `entry`: the user's choice; empty: the only one there is.
  Checkpoint checkpoint(std::string entry) && {
    Checkpoint result;
    result.source = file_->name();
    PthState state = chosen(PthStates(*file_, *pickle_).find(), entry);
    if (!state.problem.empty()) throw WeightsError(state.problem);
    result.entry = std::move(state.path);
    result.left_over = std::move(state.left_over);
    CheckedState checked(file_->name(), std::max(file_->size(), tensors_->bytes()));
    try {
      for (const PthState::Tensor& one : state.tensors) checked.add(one.name, tensors_->tensor(*one.node, one.name));
    } catch (const WeightsError&) {
      tensors_->read();  // damaged bytes of a tensor before this error come first, and may be its cause
      throw;
    }
    tensors_->read();
    result.tensors = std::move(checked).finish();
    if (!entry.empty()) choose_entry(result, entry);
    return result;
  }

 private:
  /// One of them; of the user's `entry`, what the names of its tensors must begin with remains.
  PthState chosen(std::vector<PthState> states, std::string& entry) const {
    const auto keep = [&](auto&& wanted) {
      std::vector<PthState> kept;
      for (PthState& state : states)
        if (wanted(state)) kept.push_back(std::move(state));
      return kept;
    };
    if (!entry.empty()) {
      for (PthState& state : states) {
        const bool is_it = state.path == entry;
        const bool holds_it = !state.path.empty() && entry.starts_with(state.path + ".");
        if (!is_it && !holds_it) continue;
        entry = is_it ? "" : entry.substr(state.path.size() + 1);
        return std::move(state);
      }
      const auto below = [&](const PthState& state) { return state.path.starts_with(entry + "."); };
      if (std::any_of(states.begin(), states.end(), below)) {
        states = keep(below);
        entry.clear();
      }
    }
    const auto is_model = [](const PthState& state) { return !is_beside_a_model(state.path); };
    if (std::any_of(states.begin(), states.end(), is_model)) states = keep(is_model);
    PthState::Likeness largest;
    for (const PthState& state : states) largest = std::max(largest, state.likeness());
    states =
        keep([&](const PthState& state) {  // a quarter of the largest may be another model, and less is something beside it
          const PthState::Likeness one = state.likeness();
          return largest.of_modules > 0 ? 4 * one.of_modules >= largest.of_modules : 4 * one.all >= largest.all;
        });
    if (states.size() > 1) {
      std::string names;
      for (const PthState& state : states)
        names += (names.empty() ? "'" : ", '") + state.path + "' (" + std::to_string(state.tensors.size()) + " tensors)";
      file_->fail("it holds weights of several models" + (entry.empty() ? "" : " but no '" + entry + "'") + ": " + names +
                  "; choose one, as in .weights = {\"" + file_->name() + "\", {.entry = \"" + states.back().path + "\"}}");
    }
    return std::move(states.front());
  }

  /// Whether an entry is, by its name, what a training has beside its model.
  static bool is_beside_a_model(std::string_view path) {
    std::string name(path.substr(path.rfind('.') + 1));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array<std::string_view, 6> parts{"optim", "criterion", "loss", "sched", "scaler", "metric"};
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return name.find(part) != std::string::npos; });
  }

  const InputFile* file_;
  const Pickle* pickle_;
  TensorBuilder* tensors_;
};

}  // namespace graft::detail
