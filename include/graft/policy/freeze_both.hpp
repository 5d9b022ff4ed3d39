#pragma once

#include <cstddef>

#include <graft/policy/freeze_policy.hpp>

namespace graft {
namespace detail {

/// A mask of the given size with all entries false, also at compile time.
class FreshMask {
 public:
  constexpr explicit FreshMask(std::size_t rows) : rows_(rows), entries_(new bool[rows]{}) {}
  FreshMask(const FreshMask&) = delete;
  FreshMask& operator=(const FreshMask&) = delete;
  constexpr ~FreshMask() { delete[] entries_; }
  [[nodiscard]] constexpr std::span<bool> entries() { return {entries_, rows_}; }

 private:
  std::size_t rows_;
  bool* entries_;
};

}  // namespace detail

/// A freeze policy that freezes what either of two policies freezes.
///
/// With FreezeKind<BatchNorm2d> as one of them, layers that train keep the pretrained running statistics and scales, which a
/// few images from another distribution would spoil.
/// Source:  Keras's guide to transfer learning, which runs BatchNorm in inference mode while fine-tuning.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeBoth<FreezeAllBut<Fc, Layer4>, FreezeKind<BatchNorm2d>>, SGD>
template <FreezePolicy First, FreezePolicy Second>
struct FreezeBoth {
  using policy_category = freeze_tag;
  using layers = typename detail::Joined<typename detail::LayersOf<First>::type, typename detail::LayersOf<Second>::type>::type;

  static constexpr void mark(GraphView net, std::span<bool> frozen) {
    First::mark(net, frozen);
    detail::FreshMask second(frozen.size());
    Second::mark(net, second.entries());
    for (std::size_t row = 0; row < frozen.size(); ++row) frozen[row] = frozen[row] || second.entries()[row];
  }
};

}  // namespace graft
