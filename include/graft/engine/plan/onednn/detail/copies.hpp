#pragma once

#include <cstddef>
#include <cstdint>

#include <graft/engine/plan/onednn/detail/step_context.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A concatenation: copies the terms that do not lie in their places already.
[[nodiscard]] inline bool add_concat(const StepContext& to, const LoweredStep& step) {
  const auto* concat = to.operation<op::Concat>(step);
  if (concat == nullptr || to.is_int8(step.value)) return false;
  const auto terms = to.net.inputs(step.call);
  const auto axis = static_cast<std::size_t>(concat->axis);
  const bool in_blocks = to.values.in_blocks() && to.shape(step.call).rank() == 3;
  for (const CallId term : terms) {
    if (!to.has_strides(term) || to.is_int8(term)) return false;
    if (in_blocks && (axis > 0 || to.shape(term)[0] % Values::block != 0)) return false;
  }
  const memory whole = to.values.at(step.call);
  std::int64_t start = 0;
  for (const CallId term : terms) {
    const memory from = to.values.at(term);
    memory::dims place(onednn::sizes_of(from).size(), 0);
    place[axis + 1] = start;
    const std::int64_t distance = start * to.view(step.call).strides[axis];
    start += to.shape(term)[axis];
    if (to.lowered.storage(term) == to.lowered.storage(step.call) &&
        to.view(term) == View{to.view(step.call).offset + distance, to.view(step.call).strides})
      continue;
    to.convert(from, {whole.get_desc().submemory_desc(onednn::sizes_of(from), place), processor(), whole.get_data_handle()}, 1);
  }
  to.apply_in_place(to.activation_of_step(step), whole);
  return true;
}

/// The channel shuffle of ShuffleNet, one copy.
[[nodiscard]] inline bool add_channel_shuffle(const StepContext& to, const LoweredStep& step) {
  const auto* shuffle = to.operation<op::ChannelShuffle>(step);
  const CallId input = to.input_of(step);
  if (shuffle == nullptr || to.values.in_blocks() || !to.has_strides(input) || to.is_int8(input) || to.is_int8(step.value))
    return false;
  const Shape& shape = to.shape(input);
  const memory::dims sizes{to.batch, shuffle->groups, shape[0] / shuffle->groups, shape[1], shape[2]};
  const auto lie = [&](CallId call, bool shuffled) {
    const Shape& own = to.view(call).strides;
    const std::int64_t example = to.shape(to.lowered.storage(call)).elements();
    return memory(
        memory::desc(sizes, to.fallback,
                     {example, shuffled ? own[0] : sizes[2] * own[0], shuffled ? sizes[1] * own[0] : own[0], own[1], own[2]}),
        processor(), to.values.address(call));
  };
  to.convert(lie(input, false), lie(step.call, true), 1);
  to.apply_in_place(to.activation_of_step(step), to.values.at(step.call));
  return true;
}

/// The merging of patches of Swin: the four pixels of each square of an even map side by side.
[[nodiscard]] inline bool add_merge_patches(const StepContext& to, const LoweredStep& step) {
  const CallId input = to.input_of(step);
  const Shape& shape = to.shape(input);
  if (to.operation<op::MergePatches>(step) == nullptr || to.values.in_blocks() || !to.has_strides(input)) return false;
  if (to.is_int8(input) || to.is_int8(step.value) || shape[0] % 2 != 0 || shape[1] % 2 != 0) return false;
  const Shape &from = to.view(input).strides, &result = to.view(step.call).strides;
  const memory::dims sizes{to.batch, shape[0] / 2, shape[1] / 2, shape[2]};
  const auto lie = [&](CallId call, const memory::dims& strides, std::int64_t offset) {
    return memory({sizes, to.fallback, strides}, processor(),
                  static_cast<std::byte*>(to.values.address(call)) +
                      static_cast<std::size_t>(offset) * memory::data_type_size(to.fallback));
  };
  const auto example = [&](CallId call) { return to.shape(to.lowered.storage(call)).elements(); };
  for (std::int64_t which = 0; which < 4; ++which)  // down first, then right
    to.convert(lie(input, {example(input), 2 * from[0], 2 * from[1], from[2]}, which % 2 * from[0] + which / 2 * from[1]),
               lie(step.call, {example(step.call), result[0], result[1], result[2]}, which * shape[2] * result[2]), 1);
  to.apply_in_place(to.activation_of_step(step), to.values.at(step.call));
  return true;
}

}  // namespace graft::detail::onednn

#endif
