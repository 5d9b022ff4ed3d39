#pragma once

#include <cstdint>
#include <string_view>

#include <graft/policy/head.hpp>
#include <graft/policy/task.hpp>

namespace graft {

/// A linear head for vectors by which images are found again; see Embedding.
///
/// Shapes:  (N, In) -> (N, Numbers); predictions have length 1.
/// Example: using Products = FineTuner<ResNet50, EmbeddingHead<128>, FreezeUpTo<Layer3>, Adam>;
template <std::int64_t Numbers>
struct EmbeddingHead {
  using policy_category = head_tag;
  using task = Embedding;
  static constexpr std::int64_t classes = Numbers;
  static constexpr std::int64_t in_features = deduced;

  static constexpr void describe(Net& net, std::string_view name) { net.linear(name, Numbers); }
};

}  // namespace graft
