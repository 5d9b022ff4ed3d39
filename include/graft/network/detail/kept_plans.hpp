#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <graft/engine/plan/plan.hpp>
#include <graft/network/fingerprint.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft::detail {

/// The plans that a network was last run with, one before and one behind the place where learning begins.
class KeptPlans {
 public:
  ComputeType type = ComputeType::f32;

  /// The plan of calls [first, last) that is kept, if it still is the network's, else none.
  [[nodiscard]] std::shared_ptr<const Plan> find(const Network& network, int first, int last, ComputeType wanted) const {
    return find({first, last, wanted, fingerprint(network, first, last), nullptr});
  }

  /// That one, or else a new one. `sample` is for i8.
  [[nodiscard]] std::shared_ptr<const Plan> plan(const Network& network, int first, int last, ComputeType wanted,
                                                 const ::torch::Tensor& sample = {}) {
    Kept made{first, last, wanted, fingerprint(network, first, last), nullptr};
    if (auto kept = find(made)) return kept;
    // A plan of the same calls is of old weights: it goes before the new one comes, since each has the weights again.
    std::erase_if(kept_, [&](const Kept& kept) { return kept.first < last && first < kept.last; });
    if (kept_.size() > 1) kept_.erase(kept_.begin());
    made.plan =
        std::make_shared<const Plan>(network, PlanOptions{.type = wanted, .first = first, .last = last, .sample = sample});
    kept_.push_back(std::move(made));
    return kept_.back().plan;
  }

 private:
  struct Kept {
    int first, last;
    ComputeType type;
    std::vector<std::uint64_t> print;
    std::shared_ptr<const Plan> plan;
  };

  [[nodiscard]] std::shared_ptr<const Plan> find(const Kept& wanted) const {
    for (const Kept& kept : kept_)
      if (kept.first == wanted.first && kept.last == wanted.last && kept.type == wanted.type && kept.print == wanted.print)
        return kept.plan;
    return nullptr;
  }

  std::vector<Kept> kept_;
};

}  // namespace graft::detail
