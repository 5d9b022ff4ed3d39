#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include <graft/graph/lower.hpp>

namespace graft::detail {

/// How the numbers of a value are kept.
enum class Kept : std::uint8_t {
  wide,      ///< as the floating-point numbers that the other layers compute with
  signed8,   ///< int8
  unsigned8  ///< uint8, of values that are never negative
};

/// Which steps of a lowered network multiply int8 numbers, and which values are kept as such: what such a step reads, and what
/// it adds to. The convolution that the input goes into, grouped ones and linear layers do not.
class Int8Choice {
 public:
  /// `largest`: of each call's value, the largest magnitude that has to be held; empty: nothing is int8.
  Int8Choice(GraphView net, const Lowered& lowered, int first, const std::vector<float>& largest)
      : net_(net), lowered_(lowered), values_(lowered.holder.size()), multiplies_(lowered.steps.size(), false) {
    if (largest.empty()) return;
    for (std::size_t i = 0; i < lowered.steps.size(); ++i) {
      const LoweredStep& step = lowered.steps[i];
      const auto* conv = layer<Conv2d>(step);
      multiplies_[i] = conv != nullptr && conv->groups == 1 && input_of(step) != first - 1;
      if (!multiplies_[i]) continue;
      keep(input_of(step), largest);
      if (step.sum < 0) continue;
      keep(step.sum, largest);
      keep(step.value, largest);  // which is the same memory
    }
    // The largest of some int8 numbers is one of them: what a pooling step reads may be kept so, too, in the same scale.
    for (std::size_t i = lowered.steps.size(); i-- > 0;) {
      const LoweredStep& step = lowered.steps[i];
      const LoweredStep* before =
          layer<MaxPool2d>(step) != nullptr && is_int8(step.value) ? lowered.step_of(input_of(step)) : nullptr;
      if (before != nullptr && multiplies_[static_cast<std::size_t>(before - lowered.steps.data())])
        keep(before->value, largest);
    }
    for (const LoweredStep& step : lowered.steps)
      if (pools(step)) values_[at(step.value)].scale = scale(input_of(step));
  }

  /// Whether anything is.
  [[nodiscard]] bool any() const {
    return std::any_of(values_.begin(), values_.end(), [](const Value& value) { return value.kept != Kept::wide; });
  }
  /// Whether a step multiplies int8 numbers.
  [[nodiscard]] bool multiplies(std::size_t step) const { return multiplies_[step]; }
  /// Whether it is a pooling step that reads and gives int8 numbers of one scale.
  [[nodiscard]] bool pools(const LoweredStep& step) const {
    return layer<MaxPool2d>(step) != nullptr && is_int8(step.value) && is_int8(input_of(step));
  }

  [[nodiscard]] Kept kept(int holder) const { return values_[at(holder)].kept; }
  [[nodiscard]] bool is_int8(int holder) const { return kept(holder) != Kept::wide; }
  /// What 1 of an int8 value is worth; 1 of others.
  [[nodiscard]] float scale(int holder) const { return values_[at(holder)].scale; }
  /// The smallest and the largest number of an int8 value.
  [[nodiscard]] std::pair<int, int> range(int holder) const {
    return kept(holder) == Kept::unsigned8 ? std::pair(0, 255) : std::pair(-128, 127);
  }

 private:
  struct Value {
    Kept kept = Kept::wide;
    float scale = 1;
  };

  [[nodiscard]] static std::size_t at(int row) { return static_cast<std::size_t>(row); }

  template <class Kind>
  [[nodiscard]] const Kind* layer(const LoweredStep& step) const {
    const Call& call = net_.call(step.call);
    return call.op == Op::call_module ? std::get_if<Kind>(&net_.module(call.module).layer) : nullptr;
  }

  [[nodiscard]] int input_of(const LoweredStep& step) const { return lowered_.held_by(net_.inputs(step.call).front()); }

  void keep(int holder, const std::vector<float>& largest) {
    const bool positive = is_positive(holder);
    const float most = largest[at(holder)];
    values_[at(holder)] = {positive ? Kept::unsigned8 : Kept::signed8, most > 0 ? most / (positive ? 255.0F : 127.0F) : 1.0F};
  }

  [[nodiscard]] bool is_positive(int holder) const {
    const LoweredStep* step = lowered_.step_of(holder);
    if (step == nullptr) return false;
    return step->activation == Activation::relu || layer<ReLU>(*step) != nullptr ||
           (layer<MaxPool2d>(*step) != nullptr && is_positive(input_of(*step)));
  }

  GraphView net_;
  const Lowered& lowered_;
  std::vector<Value> values_;     // by holder
  std::vector<bool> multiplies_;  // by step
};

}  // namespace graft::detail
