#pragma once

#include <cstdint>

#include <graft/graph/input_channels.hpp>
#include <graft/policy/edited.hpp>

namespace graft {
namespace detail {
template <std::int64_t Channels>
struct InputChannelsEdit {
  constexpr Tables operator()(GraphView net) const { return input_channels(net, Channels); }
};
}  // namespace detail

/// A backbone for images with another number of channels; pretrained filters are adapted, see `adapt_input_channels`.
///
/// Errors:  compile time, where it is used: fewer than one channel, a network that does not begin with an ungrouped
///          convolution.
/// Example: InputChannels<ResNet50, 1>
template <GraphBackbone B, std::int64_t Channels>
struct InputChannels : Edited<B, detail::InputChannelsEdit<Channels>> {};

}  // namespace graft
