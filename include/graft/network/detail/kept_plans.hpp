#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <graft/engine/plan/plan.hpp>
#include <graft/network/fingerprint.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft::detail {

/// A cache of the plans of a network: one for its frozen prefix and one for the rest.
class KeptPlans {
 public:
  ComputeType type = ComputeType::f32;

  /// The cached plan of calls [first, last), or null where there is none or the weights have changed since.
  [[nodiscard]] std::shared_ptr<const Plan> find(const Network& network, int first, int last, ComputeType wanted) const {
    return find({first, last, wanted, fingerprint(network, first, last), nullptr});
  }

  /// The cached plan, or else a new one. `sample` is used for i8 alone.
  [[nodiscard]] std::shared_ptr<const Plan> plan(const Network& network, int first, int last, ComputeType wanted,
                                                 const ::torch::Tensor& sample = {}) {
    Entry entry{first, last, wanted, fingerprint(network, first, last), nullptr};
    if (auto cached = find(entry)) return cached;
    // Plans of the same calls have old weights. They are freed before the new one is made, since each copies the weights.
    std::erase_if(entries_, [&](const Entry& old) { return old.first < last && first < old.last; });
    if (entries_.size() > 1) entries_.erase(entries_.begin());
    entry.plan =
        std::make_shared<const Plan>(network, PlanOptions{.type = wanted, .first = first, .last = last, .sample = sample});
    entries_.push_back(std::move(entry));
    return entries_.back().plan;
  }

 private:
  struct Entry {
    int first, last;
    ComputeType type;
    std::vector<std::uint64_t> weights;
    std::shared_ptr<const Plan> plan;
  };

  [[nodiscard]] std::shared_ptr<const Plan> find(const Entry& wanted) const {
    for (const Entry& entry : entries_)
      if (entry.first == wanted.first && entry.last == wanted.last && entry.type == wanted.type &&
          entry.weights == wanted.weights)
        return entry.plan;
    return nullptr;
  }

  std::vector<Entry> entries_;
};

}  // namespace graft::detail
