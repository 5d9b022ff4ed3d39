#pragma once

#include <graft/core/fixed_string.hpp>
#include <graft/graph/slice.hpp>
#include <graft/policy/edited.hpp>

namespace graft {
namespace detail {
template <FixedString Path, int Begin, int End>
struct SliceEdit {
  constexpr Tables operator()(GraphView net) const { return slice(net, Path.view(), Begin, End); }
};
}  // namespace detail

/// A backbone with a slice of one Sequential: Python's `alexnet.classifier = alexnet.classifier[:-2]`.
///
/// Errors:  compile time, where it is used: a path that does not exist (names the closest one) or is no Sequential, shapes that
///          no longer fit.
/// Example: Slice<AlexNet, "classifier", 0, -2>
template <GraphBackbone B, FixedString Path, int Begin, int End = to_the_end>
struct Slice : Edited<B, detail::SliceEdit<Path, Begin, End>> {};

}  // namespace graft
