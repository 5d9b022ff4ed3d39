#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <graft/runtime/gateway.hpp>
#include <graft/runtime/network.hpp>

namespace graft {
namespace detail {

/// A number that changes when any of these bytes does, for all that is likely. Not for enemies.
/// Source: the mixing step of splitmix64 (Steele, Lea, Flood, 2014), in four lanes so that it reads as fast as memory gives.
[[nodiscard]] inline std::uint64_t hash_of(const void* data, std::size_t size) {
  constexpr std::uint64_t prime = 0x9E3779B97F4A7C15U;
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint64_t lanes[4] = {1, 2, 3, size};
  std::size_t at = 0;
  for (; at + 32 <= size; at += 32)
    for (std::size_t lane = 0; lane < 4; ++lane) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + at + 8 * lane, 8);
      lanes[lane] = (lanes[lane] ^ word) * prime;
      lanes[lane] ^= lanes[lane] >> 29;
    }
  std::uint64_t all = 0;
  for (; at < size; ++at) all = (all ^ bytes[at]) * prime;
  for (const std::uint64_t lane : lanes) {
    all = (all ^ lane) * prime;
    all ^= all >> 32;
  }
  return all;
}

}  // namespace detail

/// What the numbers that calls [first, last) of a network compute with are recognised by: if it is the same, so are they.
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
    if (call.op != Op::call_module || net.is<Foreign>(call.module)) continue;
    const ::torch::nn::Module& module = *network.module(call.module);
    const bool frozen = network.is_frozen(module);
    for (const ::torch::Tensor& parameter : module.parameters(false)) add(parameter, frozen);
    for (const ::torch::Tensor& buffer : module.buffers(false)) add(buffer, frozen);
  }
  return print;
}

}  // namespace graft
