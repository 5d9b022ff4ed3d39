#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <graft/engine/plan/detail/plan_backend.hpp>
#include <graft/engine/plan/plan_source.hpp>

namespace graft::detail {

/// The names and versions of the backends, such as `onednn 2.6.3`; empty where graft was built without oneDNN, or where that
/// does not work in one process with this LibTorch.
[[nodiscard]] std::string onednn_name();
[[nodiscard]] std::string torch_name();

/// Whether oneDNN has the processor's instructions for a type; those that $ONEDNN_MAX_CPU_ISA forbids count as absent.
[[nodiscard]] bool onednn_multiplies(ComputeType type);

/// A backend of oneDNN's primitives, or null where onednn_name() is empty. It runs `chunk` images at a time.
///
/// For i8, `fallback` is the type of the other layers, and `sample` the examples, at least one, that calibrate the scales.
[[nodiscard]] std::unique_ptr<PlanBackend> make_onednn_backend(PlanSource source, ComputeType type, ComputeType fallback,
                                                               std::int64_t chunk, const ::torch::Tensor& sample);

/// A backend of LibTorch's operations, which every build has.
[[nodiscard]] std::unique_ptr<PlanBackend> make_torch_backend(PlanSource source, ComputeType type, std::int64_t chunk);

}  // namespace graft::detail
