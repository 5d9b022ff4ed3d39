#pragma once

#include <cstdint>
#include <vector>

#include <graft/core/hash_of.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {
/// What the values that calls [first, last) of a network compute with are recognised by: if it is the same, so are they.
///
/// Of what is frozen it is the memory and the count of LibTorch's writes to it. What trains is written to past that count
/// (LibTorch's C++ optimizers and running statistics do), so its numbers are looked at. A module that the graph cannot see into
/// is not in it.
[[nodiscard]] inline std::vector<std::uint64_t> fingerprint(const Network& network, int first, int last) {
  std::vector<std::uint64_t> print;
  const GraphView net = network.graph();
  const auto add = [&](const ::torch::Tensor& tensor, bool frozen) {
    print.push_back(reinterpret_cast<std::uintptr_t>(tensor.data_ptr()));
    print.push_back(static_cast<std::uint64_t>(tensor._version()));
    if (frozen) return;
    const ::torch::Tensor plain = tensor.detach().cpu();
    const bool dense = plain.is_contiguous() || (plain.dim() == 4 && plain.is_contiguous(::torch::MemoryFormat::ChannelsLast));
    const ::torch::Tensor packed = dense ? plain : plain.contiguous();
    print.push_back(detail::hash_of(packed.data_ptr(), packed.nbytes()));
  };
  for (int row = first; row < last; ++row) {
    const Call& call = net.call(row);
    if (call.module < 0 || net.is<Foreign>(call.module)) continue;
    for (int inner = call.module, end = net.end_of(call.module); inner < end; ++inner) {
      const bool frozen = network.is_frozen(inner);
      for (const ::torch::Tensor& parameter : network.own_parameters(inner)) add(parameter, frozen);
      for (const ::torch::Tensor& buffer : network.own_buffers(inner)) add(buffer, frozen);
    }
  }
  return print;
}

}  // namespace graft
