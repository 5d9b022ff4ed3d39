#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <graft/graph/activation.hpp>
#include <graft/graph/detail/concat_in_place.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/lowered.hpp>
#include <graft/graph/self_attention.hpp>
#include <graft/graph/uses.hpp>
#include <graft/graph/view.hpp>

namespace graft {

/// Whether sums are fused into the convolution before them, in place of one of their terms, or are steps of their own.
enum class Sums : std::uint8_t { in_pass, apart };

/// How values share memory, beyond what buffers do one after the other.
enum class Sharing : std::uint8_t {
  renamed,  ///< only those that are the same elements in the same order
  views,    ///< permutations and parts of a value are views of it; an elementwise step may overwrite its input
  all,      ///< the terms of a concatenation are written where it wants them, too
};

namespace detail {

/// Computes the steps and the buffers of a network; see lower().
class Lowering {
 public:
  constexpr Lowering(GraphView net, int first, int last, Sums sums, Sharing sharing)
      : net_(net),
        first_(first),
        last_(last),
        sums_(sums),
        sharing_(sharing),
        uses_(uses_of(net, first, last)),
        done_(size(), 0) {
    lowered_.alias.resize(size());
    for (CallId call{0}; call < last_; ++call) lowered_.alias[call.index()] = call;
    lowered_.last_step.assign(size(), -1);
    lowered_.views.resize(size());
    const CallId input{first_ - 1};
    view(input).strides = input_lies_in_rows(input) ? strides_in_rows(shape(input)) : strides_channels_last(shape(input));
    ++uses_.count[size() - 1];  // the caller's use of the result
  }

  [[nodiscard]] constexpr Lowered run() && {
    for (CallId row{first_}; row < last_; ++row)
      if (done_[row.index()] == 0 && !net_.call(row).auxiliary) take(row);
    lowered_.result = lowered_.storage({last_ - 1});
    if (sharing_ == Sharing::all) ConcatInPlace(net_, lowered_).run();
    lowered_.result = lowered_.storage({last_ - 1});
    assign_buffers();
    return std::move(lowered_);
  }

 private:
  [[nodiscard]] constexpr std::size_t size() const { return static_cast<std::size_t>(last_); }
  [[nodiscard]] static constexpr std::size_t at(int number) { return static_cast<std::size_t>(number); }
  [[nodiscard]] constexpr View& view(CallId call) { return lowered_.views[call.index()]; }
  [[nodiscard]] constexpr const View& view(CallId call) const { return lowered_.views[call.index()]; }
  [[nodiscard]] constexpr const Shape& shape(CallId call) const { return net_.call(call).shape; }

  template <class Kind>
  [[nodiscard]] constexpr bool calls(CallId call) const {
    return net_.applies<Kind>(call);
  }
  [[nodiscard]] constexpr bool adds(CallId call) const { return is_a<op::Add>(net_.call(call).op); }

  [[nodiscard]] constexpr bool attends(CallId call) const {
    const Layer* const layer = net_.layer_of(call);
    return layer != nullptr && is_self_attention(*layer);
  }
  [[nodiscard]] constexpr bool is_elementwise(CallId call) const {
    const Layer* const layer = net_.layer_of(call);
    return layer != nullptr && is_activation(*layer);
  }

  /// Whether a call's value is a view here.
  [[nodiscard]] constexpr bool renames(CallId call) const {
    return sharing_ == Sharing::renamed ? net_.only_renames(call) : is_view(net_, call);
  }

  /// Whether a step's feature maps lie in rows, (H, W, C): what computes on the features of each position.
  [[nodiscard]] constexpr bool lies_in_rows(CallId call) const {
    return sharing_ != Sharing::renamed && (calls<Linear>(call) || calls<LayerNorm>(call) || attends(call) ||
                                            calls<WindowPartition>(call) || is_a<op::MergePatches>(net_.call(call).op));
  }
  [[nodiscard]] constexpr bool input_lies_in_rows(CallId input) const {
    for (CallId row{first_}; row < last_; ++row)
      for (const CallId source : net_.inputs(row))
        if (source == input && lies_in_rows(row)) return true;
    return false;
  }

  /// Where the result of a call lies in a storage of its own; an elementwise one as an operand of its shape does.
  [[nodiscard]] constexpr View own_view(CallId row) const {
    if (lies_in_rows(row)) return {0, strides_in_rows(shape(row))};
    const Shape maps = strides_channels_last(shape(row)), rows = strides_in_rows(shape(row));
    if (sharing_ != Sharing::renamed && is_pointwise(row))
      for (const CallId source : net_.inputs(row))
        if (view(source).known && shape(source) == shape(row) && view(source).strides == rows) return {0, rows};
    return {0, maps};
  }

  /// Whether each element of a call's value depends on the elements at the same place of its operands alone.
  [[nodiscard]] constexpr bool is_pointwise(CallId row) const {
    const Operation& operation = net_.call(row).op;
    return is_a<op::Add>(operation) || is_a<op::Multiply>(operation) || calls<BatchNorm2d>(row) || is_elementwise(row);
  }

  /// The only use of a value, or none where there are several or it is the result.
  [[nodiscard]] constexpr CallId only_user(CallId call) const {
    return uses_.count[call.index()] == 1 && call != last_ - 1 ? uses_.last[call.index()] : CallId{};
  }

  /// The last of the views that come behind a value, each the only use of the one before; their views become known.
  [[nodiscard]] constexpr CallId behind_views(CallId call) {
    for (CallId next = only_user(call); next.exists() && renames(next) && done_[next.index()] == 0; next = only_user(call)) {
      const View there = view_of(net_, next, view(call));
      const bool all = shape(next).elements() == shape(call).elements();
      if (!there.known || !all || (sharing_ == Sharing::renamed && shape(next) != shape(call))) break;
      view(next) = there;
      call = next;
    }
    return call;
  }

  constexpr void take(CallId row) {
    done_[row.index()] = 1;
    if (renames(row)) {
      lowered_.alias[row.index()] = net_.inputs(row).front();
      view(row) = view_of(net_, row, view(net_.inputs(row).front()));
      return;
    }
    LoweredStep step{.call = row, .value = row};
    view(row) = own_view(row);
    const bool weighted = calls<Conv2d>(row) || calls<Linear>(row) || attends(row);
    if (const CallId next = only_user(row); next.exists() && calls<Conv2d>(row) && calls<BatchNorm2d>(next)) {
      step.norm = net_.call(next).module;
      absorb(step, next, row);
    }
    if (const CallId last = behind_views(step.value), next = only_user(last); weighted && next.exists()) {
      if (const CallId factor = channel_factor(next, last, row); factor.exists()) {
        step.scale = net_.call(factor).module;
        if (uses_.count[factor.index()] == 1) done_[factor.index()] = 1;
        absorb(step, next, last);
      }
    }
    if (const CallId last = behind_views(step.value), next = only_user(last);
        weighted && next.exists() && adds(next) && sums_ == Sums::in_pass) {
      const CallId other = net_.inputs(next)[0] == last ? net_.inputs(next)[1] : net_.inputs(next)[0];
      if (shape(last) == shape(next) && may_sum_into(other, next, last, row)) {
        step.sum = lowered_.storage(other);
        absorb(step, next, last);
      }
    }
    if (const CallId last = behind_views(step.value), next = only_user(last);
        next.exists() && is_elementwise(next) && !is_a<op::GetAttr>(net_.call(row).op)) {
      step.activation = next;
      absorb(step, next, last);
    }
    lowered_.steps.push_back(step);
  }

  /// Makes a call part of a step, with the views between the step's value and `last`, of which it is the only use.
  constexpr void absorb(LoweredStep& step, CallId call, CallId last) {
    for (CallId next = only_user(step.value); step.value != last; next = only_user(step.value)) add_to(step, next);
    view(call) = view(last);
    add_to(step, call);
  }
  constexpr void add_to(LoweredStep& step, CallId call) {
    lowered_.alias[step.value.index()] = call;
    step.value = call;
    done_[call.index()] = 1;
  }

  /// The call that reads the factor where a call multiplies each channel of a value by a parameter's element; `value` is the
  /// result of a convolution, a linear layer or an attention, the call `row`.
  [[nodiscard]] constexpr CallId channel_factor(CallId call, CallId value, CallId row) const {
    if (!is_a<op::Multiply>(net_.call(call).op) || shape(call) != shape(value)) return {};
    const CallId other = net_.inputs(call)[0] == value ? net_.inputs(call)[1] : net_.inputs(call)[0];
    if (!is_a<op::GetAttr>(net_.call(other).op) || other == value) return {};
    const Shape &wanted = shape(value), &given = shape(other);
    const std::int64_t channels = calls<Conv2d>(row) ? shape(row)[0] : shape(row)[shape(row).rank() - 1];
    std::size_t along = calls<Conv2d>(row) ? 0 : wanted.rank() - 1;  // the axis of the channels
    if (sharing_ != Sharing::renamed)
      for (along = 0; along + 1 < wanted.rank() && view(value).strides[along] != 1;) ++along;
    if (channels == 1 || given.elements() != channels || wanted[along] != channels) return {};
    const bool aligned = along + given.rank() >= wanted.rank() && given[along + given.rank() - wanted.rank()] == channels;
    return aligned ? other : CallId{};
  }

  /// Whether a step may write its result, which `value` is, over a term of a sum: the term is computed already, is all of its
  /// storage and lies there as the result would, is not read by the step, and has no later use.
  [[nodiscard]] constexpr bool may_sum_into(CallId other, CallId sum, CallId value, CallId row) const {
    const CallId storage = lowered_.storage(other);
    if (done_[other.index()] == 0 || shape(storage) != shape(sum) || shape(other) != shape(sum) ||
        !(view(other) == view(value)) || storage == first_ - 1 || is_a<op::GetAttr>(net_.call(storage).op) ||
        storage == lowered_.storage(net_.inputs(row).front()))
      return false;
    for (CallId later{first_}; later < last_; ++later)
      for (const CallId source : net_.inputs(later))
        if (later != sum && !net_.call(later).auxiliary && done_[later.index()] == 0 && lowered_.storage(source) == storage)
          return false;
    return lowered_.storage({last_ - 1}) != storage;
  }

  /// Finds the last uses of storages, then assigns buffers.
  constexpr void assign_buffers() {
    lowered_.buffers = {shape({first_ - 1}).elements()};
    std::vector<int> buffer(size(), -1);
    std::vector<int> free;
    buffer[at(first_ - 1)] = 0;
    const int steps = static_cast<int>(lowered_.steps.size());
    for (int i = 0; i < steps; ++i) {
      const LoweredStep& step = lowered_.steps[at(i)];
      const auto inputs = net_.inputs(step.call);
      for (std::size_t k = 0; k < inputs.size(); ++k)
        if (!net_.reads_size_alone(step.call, k)) lowered_.last_step[lowered_.storage(inputs[k]).index()] = i;
      if (step.sum.exists()) lowered_.last_step[step.sum.index()] = i;
    }
    lowered_.last_step[lowered_.result.index()] = steps;
    for (int i = 0; i < steps; ++i) {
      LoweredStep& step = lowered_.steps[at(i)];
      const CallId storage = lowered_.storage(step.value);
      CallId taken = step.sum;  // the storage whose buffer this one takes over
      if (!taken.exists() && buffer[storage.index()] < 0) taken = overwritable(step, i);
      if (taken.exists()) buffer[storage.index()] = buffer[taken.index()];
      if (buffer[storage.index()] < 0) buffer[storage.index()] = choose(free, shape(storage).elements());
      step.buffer = buffer[storage.index()];
      const auto inputs = net_.inputs(step.call);
      for (std::size_t k = 0; k < inputs.size(); ++k) {
        const CallId source = lowered_.storage(inputs[k]);
        bool repeated = source == storage || source == taken || net_.reads_size_alone(step.call, k);
        for (std::size_t before = 0; before < k; ++before) repeated = repeated || lowered_.storage(inputs[before]) == source;
        if (!repeated && lowered_.last_step[source.index()] == i) free.push_back(buffer[source.index()]);
      }
    }
  }

  /// The storage of an operand that an elementwise step may overwrite with its result, since they lie alike and nobody else
  /// needs it, or none.
  [[nodiscard]] constexpr CallId overwritable(const LoweredStep& step, int index) const {
    if (sharing_ == Sharing::renamed || !is_pointwise(step.call)) return {};
    const CallId storage = lowered_.storage(step.value);
    for (const CallId source : net_.inputs(step.call)) {
      const CallId old = lowered_.storage(source);
      bool fits = old != first_ - 1 && old != storage && lowered_.last_step[old.index()] == index &&
                  shape(source) == shape(step.call) && view(source) == view(step.call) &&
                  shape(old).elements() == shape(storage).elements();
      for (const CallId other : net_.inputs(step.call))
        if (lowered_.storage(other) == old && !(view(other) == view(source) && shape(other) == shape(source))) fits = false;
      if (fits) return old;
    }
    return {};
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
  Sharing sharing_;
  Lowered lowered_{};
  Uses uses_;
  std::vector<char> done_;  // whether a call is part of a step
};

}  // namespace detail

/// Lowers the calls [first, last) of a network in evaluation mode: BatchNorm after a convolution is folded into it, a scale and
/// a sum after it are fused, an activation after any step too, and values share buffers according to their lifetimes.
///
/// 1 <= first <= last <= net.call_count(). Only the value of call `first - 1` may cross `first`, and the size of the images, as
/// in the cuts that frozen_prefix() returns; only that of call `last - 1` is a result, and no auxiliary one. What a step reads
/// the size of alone may be gone by then.
[[nodiscard]] constexpr Lowered lower(GraphView net, int first, int last, Sums sums = Sums::in_pass,
                                      Sharing sharing = Sharing::renamed) {
  return detail::Lowering(net, first, last, sums, sharing).run();
}

}  // namespace graft
