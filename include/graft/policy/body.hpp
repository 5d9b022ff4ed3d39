#pragma once

#include <graft/graph/body.hpp>
#include <graft/policy/edited.hpp>

namespace graft {
namespace detail {
struct BodyEdit {
  constexpr Tables operator()(GraphView net) const { return body(net); }
};
}  // namespace detail

/// A backbone without its global pool and its classifier, for another task: images in, feature maps out.
///
/// Shapes:  (N, 3, 224, 224) -> (N, 2048, 7, 7) for ResNet50.
/// Example: using Pooled = Append<Body<ResNet50>, "", Named{"pool", AdaptiveAvgPool2d{1}}, Named{"flatten", Flatten{}}>;
///          using Tuner = FineTuner<Pooled, MlpHead<2, 64>, FreezeAllBut<Classifier>, SGD>;
template <GraphBackbone B>
struct Body : Edited<B, detail::BodyEdit> {};

}  // namespace graft
