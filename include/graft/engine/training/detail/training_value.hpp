#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <graft/engine/training/detail/channel_passes.hpp>
#include <graft/platform/number_pool.hpp>

namespace graft::detail {

/// What a forward pass leaves for the backward pass: of each convolution its result before BatchNorm and ReLU, which are done
/// anew wherever the result is read. Of sums and pools, their results.
struct TrainingValue {
  MapSize size;          ///< of all images
  std::int64_t one = 0;  ///< numbers of one image
  NumberPool::Numbers numbers;
  bool as_it_is = true;             ///< whether it is read as it is there; else through scale, shift and floor
  std::vector<float> scale, shift;  ///< 1 and 0 where there is no BatchNorm
  float floor =
      -std::numeric_limits<float>::infinity();  ///< 0 behind a ReLU: where the value is not above, no gradient comes through
  std::vector<float> mean;                      ///< that BatchNorm subtracts, else 0
  std::vector<float> deviation;                 ///< that it divides by, the square root of eps with the variance; else empty
  bool wants_sums = false;                      ///< whether its gradient's sums are wanted, by a BatchNorm or a bias
  bool of_batch = false;                        ///< whether mean and deviation are those of these images
  NumberPool::Numbers noted;                    ///< by a maximum pool, for its backward pass

  TrainingValue() = default;
  TrainingValue(const MapSize& all, NumberPool::Numbers memory)
      : size(all),
        one(all.blocks * all.pixels * MapSize::block),
        numbers(std::move(memory)),
        scale(channels(), 1.0F),
        shift(channels(), 0.0F),
        mean(channels(), 0.0F) {}
  /// Images, whose few channels lie apart: they are only read as they are.
  TrainingValue(std::int64_t numbers_of_one, NumberPool::Numbers memory) : one(numbers_of_one), numbers(std::move(memory)) {}

  [[nodiscard]] std::size_t channels() const { return static_cast<std::size_t>(size.channels()); }
  [[nodiscard]] std::int64_t offset(std::int64_t image) const { return image * one; }
  [[nodiscard]] MapSize chunk(std::int64_t images) const { return {images, size.blocks, size.pixels}; }
  [[nodiscard]] MapView view(std::int64_t image) const {
    return {numbers.get() + offset(image), scale.data(), shift.data(), floor};
  }

  /// The value from an image on: where it is, or else written to `beside`.
  [[nodiscard]] const float* shown(std::int64_t image, std::int64_t images, float* beside) const {
    if (as_it_is) return numbers.get() + offset(image);
    write_view(view(image), chunk(images), beside);
    return beside;
  }
};

}  // namespace graft::detail
