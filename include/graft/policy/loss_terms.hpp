#pragma once

#include <cstdint>
#include <type_traits>
#include <variant>
#include <vector>

#include <graft/policy/cross_entropy_terms.hpp>
#include <graft/policy/task.hpp>

namespace graft {

/// Binary cross-entropy of each label on its own, the mean over the labels that are known: of a logit z and a target y,
/// - positive_weights[label] * y * log(sigmoid(z)) - (1 - y) * log(1 - sigmoid(z)).
/// Source: torch.nn.BCEWithLogitsLoss, whose `pos_weight` is positive_weights here.
struct BinaryCrossEntropyTerms {
  std::vector<double> positive_weights{};  ///< one a label, each at least 0; empty: 1 each

  friend bool operator==(const BinaryCrossEntropyTerms&, const BinaryCrossEntropyTerms&) = default;
};

/// A distance of numbers, the mean over those that are known.
/// Source: torch.nn.MSELoss, L1Loss, HuberLoss.
struct DistanceTerms {
  enum class Kind : std::uint8_t { squared, absolute, huber } kind = Kind::squared;
  double delta = 1;  ///< of huber: up to which distance it is squared

  friend bool operator==(const DistanceTerms&, const DistanceTerms&) = default;
};

/// What graft's loss policies are settings of.
using LossTerms = std::variant<CrossEntropyTerms, BinaryCrossEntropyTerms, DistanceTerms>;

namespace detail {

template <class Terms, class Task>
inline constexpr bool terms_fit = true;  // a user's own task knows what it does
template <class Terms>
inline constexpr bool terms_fit<Terms, Classification> = std::is_same_v<Terms, CrossEntropyTerms>;
template <class Terms>
inline constexpr bool terms_fit<Terms, Segmentation> = std::is_same_v<Terms, CrossEntropyTerms>;
template <class Terms>
inline constexpr bool terms_fit<Terms, MultiLabel> = std::is_same_v<Terms, BinaryCrossEntropyTerms>;
template <class Terms>
inline constexpr bool terms_fit<Terms, Regression> = std::is_same_v<Terms, DistanceTerms>;

/// Whether a task has a loss of its own, and reads none of a tuner's.
template <class Task>
inline constexpr bool has_own_loss = std::is_same_v<Task, Detection> || std::is_same_v<Task, Embedding>;

}  // namespace detail
}  // namespace graft
