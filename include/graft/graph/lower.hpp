#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/lowered_step.hpp>

namespace graft {

/// A network in evaluation mode as a list of steps over a few buffers that are used again and again.
struct Lowered {
  std::vector<LoweredStep> steps;
  /// Elements that each buffer holds for one example. Buffer 0 has the input, the value of call `first - 1`.
  std::vector<std::int64_t> buffers;
  /// The call that holds the numbers of each call's value: itself, the input of one that only renames (Dropout, flatten), or
  /// the last call of the step that it is part of.
  std::vector<int> holder;
  int result = 0;  ///< the holder of the last call's value

  /// The call that holds the numbers of a call's value, through all that only rename.
  [[nodiscard]] constexpr int held_by(int call) const {
    while (holder[static_cast<std::size_t>(call)] != call) call = holder[static_cast<std::size_t>(call)];
    return call;
  }

  /// The step that gives a holder's value; none for what goes in.
  [[nodiscard]] constexpr const LoweredStep* step_of(int held) const {
    for (const LoweredStep& step : steps)
      if (step.value == held) return &step;
    return nullptr;
  }
};

/// Whether a sum may be done in the pass of the convolution before it, over one of its terms.
enum class Sums : std::uint8_t { in_pass, apart };

namespace detail {

/// Works out the steps and the memory of a network; see lower().
class Lowering {
 public:
  constexpr Lowering(GraphView net, int first, int last, Sums sums)
      : net_(net),
        first_(first),
        last_(last),
        sums_(sums),
        uses_(size(), 0),
        user_(size(), -1),
        done_(size(), 0),
        last_step_(size(), -1) {
    lowered_.holder.resize(size());
    for (int row = 0; row < last_; ++row) lowered_.holder[at(row)] = row;
    for (int row = first_; row < last_; ++row)
      for (const int source : net_.inputs(row)) {
        ++uses_[at(source)];
        user_[at(source)] = row;
      }
    ++uses_[at(last_ - 1)];  // whoever asked
  }

  [[nodiscard]] constexpr Lowered run() && {
    for (int row = first_; row < last_; ++row)
      if (done_[at(row)] == 0) take(row);
    lowered_.result = lowered_.held_by(last_ - 1);
    assign_buffers();
    return std::move(lowered_);
  }

 private:
  [[nodiscard]] constexpr std::size_t size() const { return static_cast<std::size_t>(last_); }
  [[nodiscard]] static constexpr std::size_t at(int row) { return static_cast<std::size_t>(row); }

  template <class Kind>
  [[nodiscard]] constexpr bool calls(int row) const {
    return net_.call(row).op == Op::call_module && net_.is<Kind>(net_.call(row).module);
  }

  [[nodiscard]] constexpr bool only_renames(int row) const {
    return net_.call(row).op == Op::flatten || calls<Flatten>(row) || calls<Dropout>(row);
  }

  /// The one call that needs a value, or -1 if there are several or it is asked for.
  [[nodiscard]] constexpr int only_user(int row) const { return uses_[at(row)] == 1 && row != last_ - 1 ? user_[at(row)] : -1; }

  constexpr void take(int row) {
    done_[at(row)] = 1;
    if (only_renames(row)) {
      lowered_.holder[at(row)] = net_.inputs(row).front();
      return;
    }
    LoweredStep step{.call = row, .value = row};
    const bool weighted = calls<Conv2d>(row) || calls<Linear>(row);
    if (int next = only_user(row); next >= 0 && calls<Conv2d>(row) && calls<BatchNorm2d>(next)) {
      step.norm = net_.call(next).module;
      absorb(step, next);
    }
    if (int next = only_user(step.value); weighted && next >= 0 && net_.call(next).op == Op::add && sums_ == Sums::in_pass) {
      const int other = net_.inputs(next)[0] == step.value ? net_.inputs(next)[1] : net_.inputs(next)[0];
      if (may_sum_into(other, next, row)) {
        step.sum = lowered_.held_by(other);
        absorb(step, next);
      }
    }
    if (int next = only_user(step.value);
        next >= 0 && calls<ReLU>(next) && (weighted || net_.call(row).op == Op::add || calls<BatchNorm2d>(row))) {
      step.activation = Activation::relu;
      absorb(step, next);
    }
    lowered_.steps.push_back(step);
  }

  constexpr void absorb(LoweredStep& step, int row) {
    lowered_.holder[at(step.value)] = row;
    step.value = row;
    done_[at(row)] = 1;
  }

  /// Whether a convolution may write its result over a value that it adds: it is there already, in the shape of the sum and not
  /// as a map that a flatten looks at, the convolution does not read it, and the sum is the last that needs it.
  [[nodiscard]] constexpr bool may_sum_into(int other, int sum, int convolution) const {
    const int held = lowered_.held_by(other);
    if (done_[at(other)] == 0 || net_.call(held).shape != net_.call(sum).shape || held == first_ - 1 ||
        held == lowered_.held_by(net_.inputs(convolution).front()))
      return false;
    for (int row = first_; row < last_; ++row)
      for (const int source : net_.inputs(row))
        if (row != sum && done_[at(row)] == 0 && lowered_.held_by(source) == held) return false;
    return lowered_.held_by(last_ - 1) != held;
  }

  /// Who needs a value last; then the smallest free buffer that is large enough, or the largest one made larger, or a new one.
  constexpr void assign_buffers() {
    lowered_.buffers = {net_.call(first_ - 1).shape.elements()};
    std::vector<int> buffer(size(), 0);
    std::vector<int> free;
    const int steps = static_cast<int>(lowered_.steps.size());
    for (int i = 0; i < steps; ++i) {
      const LoweredStep& step = lowered_.steps[at(i)];
      for (const int source : net_.inputs(step.call)) last_step_[at(lowered_.held_by(source))] = i;
      if (step.sum >= 0) last_step_[at(step.sum)] = i;
    }
    last_step_[at(lowered_.result)] = steps;
    for (int i = 0; i < steps; ++i) {
      LoweredStep& step = lowered_.steps[at(i)];
      step.buffer = step.sum >= 0 ? buffer[at(step.sum)] : choose(free, net_.call(step.value).shape.elements());
      buffer[at(step.value)] = step.buffer;
      const auto inputs = net_.inputs(step.call);
      for (std::size_t k = 0; k < inputs.size(); ++k) {
        const int source = lowered_.held_by(inputs[k]);
        bool repeated = false;
        for (std::size_t before = 0; before < k; ++before) repeated = repeated || lowered_.held_by(inputs[before]) == source;
        if (!repeated && last_step_[at(source)] == i) free.push_back(buffer[at(source)]);
      }
    }
  }

  constexpr int choose(std::vector<int>& free, std::int64_t elements) {
    const auto held = [&](int which) { return lowered_.buffers[at(which)]; };
    std::size_t best = free.size();
    for (std::size_t i = 0; i < free.size(); ++i) {
      if (best == free.size()) best = i;
      const bool fits = held(free[i]) >= elements;
      const bool best_fits = held(free[best]) >= elements;
      if (fits != best_fits ? fits : (fits ? held(free[i]) < held(free[best]) : held(free[i]) > held(free[best]))) best = i;
    }
    if (best == free.size()) {
      lowered_.buffers.push_back(elements);
      return static_cast<int>(lowered_.buffers.size()) - 1;
    }
    const int chosen = free[best];
    free.erase(free.begin() + static_cast<std::ptrdiff_t>(best));
    if (held(chosen) < elements) lowered_.buffers[at(chosen)] = elements;
    return chosen;
  }

  GraphView net_;
  int first_;
  int last_;
  Sums sums_;
  Lowered lowered_{};
  std::vector<int> uses_;
  std::vector<int> user_;
  std::vector<char> done_;  // part of a step already
  std::vector<int> last_step_;
};

}  // namespace detail

/// Lowers the calls [first, last) of a network in evaluation mode: BatchNorm behind a convolution is folded into it, a sum and
/// a ReLU behind are done in the same pass, and values share buffers, each as long as somebody needs it.
///
/// Constant for a constant network. 1 <= first <= last <= net.call_count(). The only value that may cross `first` is that of
/// call `first - 1`, as frozen_prefix() chooses it; only the value of call `last - 1` is kept.
[[nodiscard]] constexpr Lowered lower(GraphView net, int first, int last, Sums sums = Sums::in_pass) {
  return detail::Lowering(net, first, last, sums).run();
}

}  // namespace graft
