#pragma once

#include <cstdint>
#include <vector>

#include <graft/core/hash_of.hpp>
#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// A fingerprint of the parameters and buffers of calls [first, last): equal as long as their values are.
///
/// For frozen tensors it is the address and LibTorch's version counter. LibTorch's C++ optimizers and running statistics write
/// without counting, so what trains is hashed. Foreign modules are left out.
[[nodiscard]] inline std::vector<std::uint64_t> fingerprint(const Network& network, int first, int last) {
  std::vector<std::uint64_t> fingerprints;
  const GraphView net = network.graph();
  const auto add = [&](const ::torch::Tensor& tensor, bool frozen) {
    fingerprints.push_back(reinterpret_cast<std::uintptr_t>(tensor.data_ptr()));
    fingerprints.push_back(static_cast<std::uint64_t>(tensor._version()));
    if (frozen) return;
    const ::torch::Tensor plain = tensor.detach().cpu();
    const bool dense = plain.is_contiguous() || (plain.dim() == 4 && plain.is_contiguous(::torch::MemoryFormat::ChannelsLast));
    const ::torch::Tensor packed = dense ? plain : plain.contiguous();
    fingerprints.push_back(detail::hash_of(packed.data_ptr(), packed.nbytes()));
  };
  for (CallId row{first}; row < last; ++row) {
    const Call& call = net.call(row);
    if (!call.module.exists() || net.is<Foreign>(call.module)) continue;
    for (ModuleId inner{call.module}, end{net.end_of(call.module)}; inner < end; ++inner) {
      const bool frozen = network.is_frozen(inner);
      for (const ::torch::Tensor& parameter : network.own_parameters(inner)) add(parameter, frozen);
      for (const ::torch::Tensor& buffer : network.own_buffers(inner)) add(buffer, frozen);
    }
  }
  return fingerprints;
}

}  // namespace graft
