#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include <graft/graph/activation.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/lowered_step.hpp>
#include <graft/graph/uses.hpp>

namespace graft {

/// A network in evaluation mode as a list of steps over a few buffers, which values share.
///
/// A value is identified by its call. Several calls may have one storage: an alias (of a Dropout, a flatten) has that of its
/// input, and the calls of one step have that of the step's last call.
struct Lowered {
  std::vector<LoweredStep> steps;
  /// The number of elements of each buffer for one example. Buffer 0 has the input, which is the value of call `first - 1`.
  std::vector<std::int64_t> buffers;
  std::vector<CallId> alias;   ///< for each call, another one with the same storage, or itself where it names the storage
  std::vector<int> last_step;  ///< for each storage, its last use, or -1; for the result the number of steps
  CallId result{0};            ///< the storage of the last call's value

  /// The call that names the storage of a call's value.
  [[nodiscard]] constexpr CallId storage(CallId call) const {
    while (alias[call.index()] != call) call = alias[call.index()];
    return call;
  }

  /// The step that writes a storage; null for the input.
  [[nodiscard]] constexpr const LoweredStep* step_of(CallId storage) const {
    for (const LoweredStep& step : steps)
      if (step.value == storage) return &step;
    return nullptr;
  }
};

/// Whether sums are fused into the convolution before them, in place of one of their terms, or are steps of their own.
enum class Sums : std::uint8_t { in_pass, apart };

namespace detail {

/// Computes the steps and the buffers of a network; see lower().
class Lowering {
 public:
  constexpr Lowering(GraphView net, int first, int last, Sums sums)
      : net_(net), first_(first), last_(last), sums_(sums), uses_(uses_of(net, first, last)), done_(size(), 0) {
    lowered_.alias.resize(size());
    for (CallId call{0}; call < last_; ++call) lowered_.alias[call.index()] = call;
    lowered_.last_step.assign(size(), -1);
    ++uses_.count[size() - 1];  // the caller's use of the result
  }

  [[nodiscard]] constexpr Lowered run() && {
    for (CallId row{first_}; row < last_; ++row)
      if (done_[row.index()] == 0 && !net_.call(row).auxiliary) take(row);
    lowered_.result = lowered_.storage({last_ - 1});
    assign_buffers();
    return std::move(lowered_);
  }

 private:
  [[nodiscard]] constexpr std::size_t size() const { return static_cast<std::size_t>(last_); }
  [[nodiscard]] static constexpr std::size_t at(int number) { return static_cast<std::size_t>(number); }

  template <class Kind>
  [[nodiscard]] constexpr bool calls(CallId call) const {
    return net_.applies<Kind>(call);
  }
  [[nodiscard]] constexpr bool adds(CallId call) const { return is_a<op::Add>(net_.call(call).op); }

  [[nodiscard]] constexpr bool is_elementwise(CallId call) const {
    const Layer* const layer = net_.layer_of(call);
    return layer != nullptr && is_activation(*layer);
  }

  /// The only use of a value, or none where there are several or it is the result.
  [[nodiscard]] constexpr CallId only_user(CallId call) const {
    return uses_.count[call.index()] == 1 && call != last_ - 1 ? uses_.last[call.index()] : CallId{};
  }

  constexpr void take(CallId row) {
    done_[row.index()] = 1;
    if (net_.only_renames(row)) {
      lowered_.alias[row.index()] = net_.inputs(row).front();
      return;
    }
    LoweredStep step{.call = row, .value = row};
    const bool weighted = calls<Conv2d>(row) || calls<Linear>(row);
    if (const CallId next = only_user(row); next.exists() && calls<Conv2d>(row) && calls<BatchNorm2d>(next)) {
      step.norm = net_.call(next).module;
      absorb(step, next);
    }
    if (const CallId next = only_user(step.value); weighted && next.exists() && adds(next) && sums_ == Sums::in_pass) {
      const CallId other = net_.inputs(next)[0] == step.value ? net_.inputs(next)[1] : net_.inputs(next)[0];
      if (net_.call(step.value).shape == net_.call(next).shape && may_sum_into(other, next, row)) {
        step.sum = lowered_.storage(other);
        absorb(step, next);
      }
    }
    if (const CallId next = only_user(step.value);
        next.exists() && is_elementwise(next) && !is_a<op::GetAttr>(net_.call(row).op)) {
      step.activation = next;
      absorb(step, next);
    }
    lowered_.steps.push_back(step);
  }

  constexpr void absorb(LoweredStep& step, CallId call) {
    lowered_.alias[step.value.index()] = call;
    step.value = call;
    done_[call.index()] = 1;
  }

  /// Whether a convolution may write its result over a term of a sum: the term is computed already, has the shape of the sum in
  /// its storage (it is no flattened alias), is not read by the convolution, and has no later use.
  [[nodiscard]] constexpr bool may_sum_into(CallId other, CallId sum, CallId convolution) const {
    const CallId storage = lowered_.storage(other);
    if (done_[other.index()] == 0 || net_.call(storage).shape != net_.call(sum).shape || storage == first_ - 1 ||
        is_a<op::GetAttr>(net_.call(storage).op) || storage == lowered_.storage(net_.inputs(convolution).front()))
      return false;
    for (CallId row{first_}; row < last_; ++row)
      for (const CallId source : net_.inputs(row))
        if (row != sum && !net_.call(row).auxiliary && done_[row.index()] == 0 && lowered_.storage(source) == storage)
          return false;
    return lowered_.storage({last_ - 1}) != storage;
  }

  /// Finds the last uses of storages, then assigns buffers.
  constexpr void assign_buffers() {
    lowered_.buffers = {net_.call({first_ - 1}).shape.elements()};
    std::vector<int> buffer(size(), 0);
    std::vector<int> free;
    const int steps = static_cast<int>(lowered_.steps.size());
    for (int i = 0; i < steps; ++i) {
      const LoweredStep& step = lowered_.steps[at(i)];
      for (const CallId source : net_.inputs(step.call)) lowered_.last_step[lowered_.storage(source).index()] = i;
      if (step.sum.exists()) lowered_.last_step[step.sum.index()] = i;
    }
    lowered_.last_step[lowered_.result.index()] = steps;
    for (int i = 0; i < steps; ++i) {
      LoweredStep& step = lowered_.steps[at(i)];
      step.buffer = step.sum.exists() ? buffer[step.sum.index()] : choose(free, net_.call(step.value).shape.elements());
      buffer[step.value.index()] = step.buffer;
      const auto inputs = net_.inputs(step.call);
      for (std::size_t k = 0; k < inputs.size(); ++k) {
        const CallId source = lowered_.storage(inputs[k]);
        bool repeated = false;
        for (std::size_t before = 0; before < k; ++before) repeated = repeated || lowered_.storage(inputs[before]) == source;
        if (!repeated && lowered_.last_step[source.index()] == i) free.push_back(buffer[source.index()]);
      }
    }
  }

  /// Takes the smallest free buffer that is large enough, else the largest one, which grows, else a new one.
  constexpr int choose(std::vector<int>& free, std::int64_t elements) {
    const auto size_of = [&](int which) { return lowered_.buffers[at(which)]; };
    std::size_t best = free.size();
    for (std::size_t i = 0; i < free.size(); ++i) {
      if (best == free.size()) best = i;
      const bool fits = size_of(free[i]) >= elements;
      const bool best_fits = size_of(free[best]) >= elements;
      if (fits != best_fits ? fits : (fits ? size_of(free[i]) < size_of(free[best]) : size_of(free[i]) > size_of(free[best])))
        best = i;
    }
    if (best == free.size()) {
      lowered_.buffers.push_back(elements);
      return static_cast<int>(lowered_.buffers.size()) - 1;
    }
    const int chosen = free[best];
    free.erase(free.begin() + static_cast<std::ptrdiff_t>(best));
    if (size_of(chosen) < elements) lowered_.buffers[at(chosen)] = elements;
    return chosen;
  }

  GraphView net_;
  int first_;
  int last_;
  Sums sums_;
  Lowered lowered_{};
  Uses uses_;
  std::vector<char> done_;  // whether a call is part of a step
};

}  // namespace detail

/// Lowers the calls [first, last) of a network in evaluation mode: BatchNorm after a convolution is folded into it, a sum after
/// it is fused, an activation after any step too, and values share buffers according to their lifetimes.
///
/// 1 <= first <= last <= net.call_count(). Only the value of call `first - 1` may cross `first`, as in the cuts that
/// frozen_prefix() returns; only that of call `last - 1` is a result, and no auxiliary one.
[[nodiscard]] constexpr Lowered lower(GraphView net, int first, int last, Sums sums = Sums::in_pass) {
  return detail::Lowering(net, first, last, sums).run();
}

}  // namespace graft
