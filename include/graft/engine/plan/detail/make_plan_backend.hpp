#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <graft/engine/plan/detail/plan_backend.hpp>
#include <graft/engine/plan/plan_source.hpp>

namespace graft::detail {

/// What the backends are called, such as `onednn 2.6.3`; empty where graft was built without oneDNN, or where that cannot live
/// beside this LibTorch.
[[nodiscard]] std::string onednn_name();
[[nodiscard]] std::string torch_name();

/// Whether oneDNN multiplies in a type with the processor's instructions for it; what $ONEDNN_MAX_CPU_ISA forbids, it does not.
[[nodiscard]] bool onednn_multiplies(ComputeType type);

/// oneDNN's own primitives, or nothing where onednn_name() is empty. `chunk` images at a time go through the network.
/// For i8, `fallback` says what the other layers compute with, and `sample`, at least one example, how large values become.
[[nodiscard]] std::unique_ptr<PlanBackend> make_onednn_backend(PlanSource source, ComputeType type, ComputeType fallback,
                                                               std::int64_t chunk, const ::torch::Tensor& sample);

/// LibTorch's own operations, which are always there.
[[nodiscard]] std::unique_ptr<PlanBackend> make_torch_backend(PlanSource source, ComputeType type, std::int64_t chunk);

}  // namespace graft::detail
