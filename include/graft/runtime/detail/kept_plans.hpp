#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <graft/policy/compute_type.hpp>
#include <graft/runtime/fingerprint.hpp>
#include <graft/runtime/plan.hpp>

namespace graft::detail {

/// The plans that a network was last run with, one before and one behind the place where learning begins.
class KeptPlans {
 public:
  ComputeType type = ComputeType::f32;

  /// The plan of calls [first, last) that is kept, if it still is the network's, else none.
  [[nodiscard]] std::shared_ptr<const Plan> find(const Network& network, int first, int last, ComputeType wanted) const {
    const std::vector<std::uint64_t> print = fingerprint(network, first, last);
    for (const Kept& kept : kept_)
      if (kept.first == first && kept.last == last && kept.type == wanted && kept.print == print) return kept.plan;
    return nullptr;
  }

  /// That one, or else a new one. `sample` is for i8.
  [[nodiscard]] std::shared_ptr<const Plan> plan(const Network& network, int first, int last, ComputeType wanted, const ::torch::Tensor& sample = {}) {
    if (auto kept = find(network, first, last, wanted)) return kept;
    // A plan of the same calls is of old weights: it goes before the new one comes, since each has the weights again.
    std::erase_if(kept_, [&](const Kept& kept) { return kept.first < last && first < kept.last; });
    if (kept_.size() > 1) kept_.erase(kept_.begin());
    auto made = std::make_shared<const Plan>(network, PlanOptions{.type = wanted, .first = first, .last = last, .sample = sample});
    kept_.push_back({first, last, wanted, fingerprint(network, first, last), std::move(made)});
    return kept_.back().plan;
  }

 private:
  struct Kept {
    int first, last;
    ComputeType type;
    std::vector<std::uint64_t> print;
    std::shared_ptr<const Plan> plan;
  };
  std::vector<Kept> kept_;
};

}  // namespace graft::detail
