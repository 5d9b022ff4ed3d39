#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include <graft/graph/activation.hpp>
#include <graft/graph/lower.hpp>

namespace graft::detail {

/// The type of the elements of a value.
enum class ElementType : std::uint8_t {
  fallback,  ///< the floating-point type of the layers that are not int8
  s8,        ///< int8
  u8,        ///< uint8, for values that are never negative
};

/// Whether no result of an activation is negative, so that uint8 represents it: one overload for each kind.
struct IsNeverNegative {
  constexpr bool operator()(const ReLU&) const { return true; }
  constexpr bool operator()(const ReLU6&) const { return true; }
  constexpr bool operator()(const SiLU&) const { return false; }
  constexpr bool operator()(const Hardswish&) const { return false; }
  constexpr bool operator()(const Hardsigmoid&) const { return true; }
  constexpr bool operator()(const Sigmoid&) const { return true; }
  constexpr bool operator()(const Tanh&) const { return false; }
  constexpr bool operator()(const GELU&) const { return false; }
};

/// The steps of a lowered network that compute in int8, and the values that are int8: the inputs and outputs of such steps.
///
/// These are convolutions, but neither the one that reads the network's input nor grouped ones; linear layers are not.
class Int8Choice {
 public:
  /// `largest`: the largest magnitude of each call's value; empty: nothing is int8.
  Int8Choice(GraphView net, const Lowered& lowered, int first, const std::vector<float>& largest)
      : net_(net), lowered_(lowered), values_(lowered.alias.size()), multiplies_(lowered.steps.size(), false) {
    if (largest.empty()) return;
    for (std::size_t i = 0; i < lowered.steps.size(); ++i) {
      const LoweredStep& step = lowered.steps[i];
      const auto* conv = layer<Conv2d>(step);
      multiplies_[i] = conv != nullptr && conv->groups == 1 && input_of(step) != first - 1 &&
                       lowered.is_whole(net, net.inputs(step.call).front());
      if (!multiplies_[i]) continue;
      quantize(input_of(step), largest);
      if (!step.sum.exists()) continue;
      quantize(step.sum, largest);
      quantize(step.value, largest);  // which has the same buffer
    }
    // A maximum of int8 elements is one of them, so that max pooling can read int8 with the scale of its result.
    for (std::size_t i = lowered.steps.size(); i-- > 0;) {
      const LoweredStep& step = lowered.steps[i];
      const LoweredStep* before = layer<MaxPool2d>(step) != nullptr && !step.activation.exists() && is_int8(step.value)
                                      ? lowered.step_of(input_of(step))
                                      : nullptr;
      if (before != nullptr && multiplies_[static_cast<std::size_t>(before - lowered.steps.data())])
        quantize(before->value, largest);
    }
    for (const LoweredStep& step : lowered.steps)
      if (pools(step)) values_[step.value.index()].scale = scale(input_of(step));
  }

  /// Whether any value is int8.
  [[nodiscard]] bool any() const {
    return std::any_of(values_.begin(), values_.end(), [](const Value& value) { return value.type != ElementType::fallback; });
  }
  /// Whether a step computes in int8.
  [[nodiscard]] bool multiplies(std::size_t step) const { return multiplies_[step]; }
  /// Whether a step is a max pooling from int8 to int8 of the same scale.
  [[nodiscard]] bool pools(const LoweredStep& step) const {
    return layer<MaxPool2d>(step) != nullptr && !step.activation.exists() && is_int8(step.value) && is_int8(input_of(step));
  }

  [[nodiscard]] ElementType element_type(CallId storage) const { return values_[storage.index()].type; }
  [[nodiscard]] bool is_int8(CallId storage) const { return element_type(storage) != ElementType::fallback; }
  /// The scale of an int8 value, by which its elements are multiplied; 1 for others.
  [[nodiscard]] float scale(CallId storage) const { return values_[storage.index()].scale; }
  /// The smallest and the largest element that an int8 value can have.
  [[nodiscard]] std::pair<int, int> range(CallId storage) const {
    return element_type(storage) == ElementType::u8 ? std::pair(0, 255) : std::pair(-128, 127);
  }

 private:
  struct Value {
    ElementType type = ElementType::fallback;
    float scale = 1;
  };

  template <class Kind>
  [[nodiscard]] const Kind* layer(const LoweredStep& step) const {
    return net_.applied<Kind>(step.call);
  }

  [[nodiscard]] CallId input_of(const LoweredStep& step) const { return lowered_.storage(net_.inputs(step.call).front()); }
  void quantize(CallId storage, const std::vector<float>& largest) {
    const bool positive = is_positive(storage);
    const float most = largest[storage.index()];
    values_[storage.index()] = {positive ? ElementType::u8 : ElementType::s8,
                                most > 0 ? most / (positive ? 255.0F : 127.0F) : 1.0F};
  }

  [[nodiscard]] bool is_positive(CallId storage) const {
    const LoweredStep* step = lowered_.step_of(storage);
    if (step == nullptr) return false;
    const Layer* const last = net_.layer_of(step->activation.exists() ? step->activation : step->call);
    if (last != nullptr && is_activation(*last)) return std::visit(IsNeverNegative{}, activation_of(*last));
    return layer<MaxPool2d>(*step) != nullptr && is_positive(input_of(*step));
  }

  GraphView net_;
  const Lowered& lowered_;
  std::vector<Value> values_;     // by storage
  std::vector<bool> multiplies_;  // by step
};

}  // namespace graft::detail
