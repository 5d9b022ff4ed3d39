#pragma once

#include <graft/core/fixed_string.hpp>
#include <graft/graph/replace.hpp>
#include <graft/policy/edited.hpp>

namespace graft {
namespace detail {
template <FixedString Path, auto New>
struct ReplaceEdit {
  constexpr Tables operator()(GraphView net) const { return replace(net, Path.view(), New); }
};
}  // namespace detail

/// A backbone with a piece in place of a module: Python's `alexnet.classifier[6] = nn.Linear(4096, 3)`.
///
/// The piece is a value (a layer, `sequential(...)`, a head), written as for the run-time function `replace`.
/// Errors:  compile time, where it is used: a path that does not exist (names the closest one), shapes that do not fit.
/// Example: Replace<AlexNet, "classifier.6", Linear{3}>
template <GraphBackbone B, FixedString Path, auto New>
requires Piece<decltype(New)>
struct Replace : Edited<B, detail::ReplaceEdit<Path, New>> {
};

}  // namespace graft
