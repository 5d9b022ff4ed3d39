#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include <graft/graph/lower.hpp>

namespace graft::detail {

/// How the elements of a value are kept.
enum class Kept : std::uint8_t {
  floating,  ///< as the floating-point numbers that the other layers compute with
  signed8,   ///< int8
  unsigned8  ///< uint8, of values that are never negative
};

/// Which steps of a lowered network multiply int8 numbers, and which values are kept as such: what such a step reads, and what
/// it adds to. The convolution that the input goes into, grouped ones and linear layers do not.
class Int8Choice {
 public:
  /// `largest`: of each call's value, the largest magnitude that has to be held; empty: nothing is int8.
  Int8Choice(GraphView net, const Lowered& lowered, int first, const std::vector<float>& largest)
      : net_(net), lowered_(lowered), values_(lowered.alias.size()), multiplies_(lowered.steps.size(), false) {
    if (largest.empty()) return;
    for (std::size_t i = 0; i < lowered.steps.size(); ++i) {
      const LoweredStep& step = lowered.steps[i];
      const auto* conv = layer<Conv2d>(step);
      multiplies_[i] = conv != nullptr && conv->groups == 1 && input_of(step) != first - 1 && reads_maps(step);
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
    return std::any_of(values_.begin(), values_.end(), [](const Value& value) { return value.kept != Kept::floating; });
  }
  /// Whether a step multiplies int8 numbers.
  [[nodiscard]] bool multiplies(std::size_t step) const { return multiplies_[step]; }
  /// Whether it is a pooling step that reads and gives int8 numbers of one scale.
  [[nodiscard]] bool pools(const LoweredStep& step) const {
    return layer<MaxPool2d>(step) != nullptr && is_int8(step.value) && is_int8(input_of(step));
  }

  [[nodiscard]] Kept kept(int storage) const { return values_[at(storage)].kept; }
  [[nodiscard]] bool is_int8(int storage) const { return kept(storage) != Kept::floating; }
  /// What 1 of an int8 value is worth; 1 of others.
  [[nodiscard]] float scale(int storage) const { return values_[at(storage)].scale; }
  /// The smallest and the largest number of an int8 value.
  [[nodiscard]] std::pair<int, int> range(int storage) const {
    return kept(storage) == Kept::unsigned8 ? std::pair(0, 255) : std::pair(-128, 127);
  }

 private:
  struct Value {
    Kept kept = Kept::floating;
    float scale = 1;
  };

  [[nodiscard]] static std::size_t at(int row) { return static_cast<std::size_t>(row); }

  template <class Kind>
  [[nodiscard]] const Kind* layer(const LoweredStep& step) const {
    return net_.applied<Kind>(step.call);
  }

  [[nodiscard]] int input_of(const LoweredStep& step) const { return lowered_.storage(net_.inputs(step.call).front()); }
  /// Whether what a step reads is there in its own shape, and no other look at it.
  [[nodiscard]] bool reads_maps(const LoweredStep& step) const {
    return net_.call(net_.inputs(step.call).front()).shape == net_.call(input_of(step)).shape;
  }

  void keep(int storage, const std::vector<float>& largest) {
    const bool positive = is_positive(storage);
    const float most = largest[at(storage)];
    values_[at(storage)] = {positive ? Kept::unsigned8 : Kept::signed8, most > 0 ? most / (positive ? 255.0F : 127.0F) : 1.0F};
  }

  [[nodiscard]] bool is_positive(int storage) const {
    const LoweredStep* step = lowered_.step_of(storage);
    if (step == nullptr) return false;
    return step->activation == Activation::relu || layer<ReLU>(*step) != nullptr ||
           (layer<MaxPool2d>(*step) != nullptr && is_positive(input_of(*step)));
  }

  GraphView net_;
  const Lowered& lowered_;
  std::vector<Value> values_;     // by storage
  std::vector<bool> multiplies_;  // by step
};

}  // namespace graft::detail
