#pragma once

#include <cstddef>
#include <cstdint>

#include <graft/graph/graph_view.hpp>
#include <graft/graph/lowered.hpp>

namespace graft::detail {

/// Gives the terms of concatenations a place in the memory of the whole, so that they are written there and need not be copied.
///
/// A term that some concatenations share lies in the last one; one whose terms lie there side by side is a view of it, as every
/// concatenation inside a dense block is. What cannot lie there is copied by the step of the concatenation.
class ConcatInPlace {
 public:
  constexpr ConcatInPlace(GraphView net, Lowered& lowered) : net_(net), lowered_(lowered) {}

  constexpr void run() {
    for (std::size_t i = lowered_.steps.size(); i-- > 0;) {
      const LoweredStep step = lowered_.steps[i];
      const auto* const concat = get_if<op::Concat>(&net_.call(step.call).op);
      if (concat == nullptr || step.activation.exists() || is_summed_into(step.value)) continue;
      const auto axis = static_cast<std::size_t>(concat->axis);
      if (!lies_inside(step.call, axis)) place(step.call, axis);
    }
  }

 private:
  [[nodiscard]] constexpr View& view(CallId call) { return lowered_.views[call.index()]; }
  [[nodiscard]] constexpr const Shape& shape(CallId call) const { return net_.call(call).shape; }

  /// Whether a later step writes its sum over a storage.
  [[nodiscard]] constexpr bool is_summed_into(CallId storage) const {
    for (const LoweredStep& step : lowered_.steps)
      if (step.sum.exists() && step.sum == storage) return true;
    return false;
  }

  /// Makes a concatenation a view where its terms lie side by side in another one already.
  constexpr bool lies_inside(CallId whole, std::size_t axis) {
    const auto terms = net_.inputs(whole);
    const CallId host = lowered_.storage(terms.front());
    const View first = view(terms.front());
    if (!is_a<op::Concat>(net_.call(host).op) || !first.known || host < whole) return false;
    std::int64_t start = 0;
    for (const CallId term : terms) {
      const View there = view(term);
      if (lowered_.storage(term) != host || !there.known || !(there.strides == first.strides) ||
          there.offset != first.offset + start * first.strides[axis])
        return false;
      start += shape(term)[axis];
    }
    if (lowered_.storage(whole) != whole || lowered_.result == whole) return false;
    const View own = view(whole);
    for (std::size_t call = 0; call < lowered_.alias.size(); ++call)  // views of it, too
      if (lowered_.storage({static_cast<int>(call)}) == whole && !(lowered_.views[call] == own)) return false;
    for (std::size_t call = 0; call < lowered_.alias.size(); ++call)
      if (lowered_.storage({static_cast<int>(call)}) == whole) lowered_.views[call] = first;
    lowered_.alias[whole.index()] = host;
    return true;
  }

  constexpr void place(CallId whole, std::size_t axis) {
    if (lowered_.storage(whole) != whole) return;
    const auto terms = net_.inputs(whole);
    std::int64_t start = 0;
    for (std::size_t i = 0; i < terms.size(); start += shape(terms[i++])[axis]) {
      const CallId term = terms[i], storage = lowered_.storage(term);
      bool fits = may_move(storage) && storage != whole && view(term).known && view(term).offset == 0 &&
                  shape(term).elements() == shape(storage).elements() && lies_as_part(term, whole, axis) &&
                  stay_apart(storage, view(whole).strides[axis] * shape(term)[axis]);
      for (std::size_t other = 0; other < i; ++other) fits = fits && terms[other] != term;
      if (fits) move(storage, term, whole, axis, start);
    }
  }

  /// Whether a storage is written by a step that nothing binds to its buffer: no sum is written over it or by it.
  [[nodiscard]] constexpr bool may_move(CallId storage) const {
    bool written = false;
    for (const LoweredStep& step : lowered_.steps) {
      if (step.sum == storage) return false;
      if (step.value == storage) written = !step.sum.exists();
    }
    return written && storage != lowered_.result;
  }

  /// Whether the axes of a term lie in memory in the order in which those of the whole do.
  [[nodiscard]] constexpr bool lies_as_part(CallId term, CallId whole, std::size_t axis) {
    const Shape &part = shape(term), &all = shape(whole);
    for (std::size_t i = 0; i < part.rank(); ++i) {
      const bool outside = view(whole).strides[i] > view(whole).strides[axis];
      const std::int64_t scale = outside ? all[axis] : 1, by = outside ? part[axis] : 1;
      if (view(term).strides[i] * scale != view(whole).strides[i] * by) return false;
    }
    return part[axis] > 1 || part.rank() == 1 || view(whole).strides[axis] > 1;
  }

  /// Whether all views of a storage may be torn apart into runs of `length` elements: no axis of one goes over an end of a run
  /// in another step than that of whole runs.
  [[nodiscard]] constexpr bool stay_apart(CallId storage, std::int64_t length) const {
    if (length < 1) return false;
    for (std::size_t row = 0; row < lowered_.alias.size(); ++row) {
      const CallId call{static_cast<int>(row)};
      const View& there = lowered_.views[row];
      if (lowered_.storage(call) != storage || !there.known) continue;
      std::int64_t last = there.offset % length;
      for (std::size_t axis = 0; axis < there.strides.rank(); ++axis)
        if (const std::int64_t size = shape(call)[axis]; size > 1 && there.strides[axis] % length != 0)
          last += (size - 1) * there.strides[axis];
      if (last >= length) return false;
    }
    return true;
  }

  /// Moves a storage, of which a term is a view, into another one, from index `start` along an axis on, with all views of it.
  constexpr void move(CallId storage, CallId term, CallId whole, std::size_t axis, std::int64_t start) {
    const std::int64_t inner = view(whole).strides[axis], old_size = shape(term)[axis], new_size = shape(whole)[axis];
    const auto moved = [&](std::int64_t distance) {
      return distance / (inner * old_size) * (inner * new_size) + distance % (inner * old_size);
    };
    for (std::size_t row = 0; row < lowered_.alias.size(); ++row) {
      if (lowered_.storage({static_cast<int>(row)}) != storage) continue;
      View& there = lowered_.views[row];
      there.offset = moved(there.offset) + start * inner;
      for (std::size_t i = 0; i < there.strides.rank(); ++i) there.strides = there.strides.with(i, moved(there.strides[i]));
    }
    lowered_.alias[storage.index()] = whole;
  }

  GraphView net_;
  Lowered& lowered_;
};

}  // namespace graft::detail
