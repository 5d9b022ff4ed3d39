#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include <graft/platform/vector_lanes.hpp>

namespace graft::detail {

/// Passes over maps whose channels lie together 16 by 16, as (images, channels / 16, pixels, 16) float32: what a training step
/// does between convolutions. Each is bound by memory, so that as few as possible are made, on so few images that the cache
/// holds them.

/// How many maps there are, and how large: `blocks` of 16 channels.
struct MapSize {
  std::int64_t images = 0;
  std::int64_t blocks = 0;
  std::int64_t pixels = 0;

  static constexpr std::int64_t block = 16;
  [[nodiscard]] std::int64_t channels() const { return blocks * block; }
  [[nodiscard]] std::int64_t elements() const { return images * blocks * pixels * block; }
};

/// What is looked at as max(scale * number + shift, floor), channel by channel.
struct MapView {
  const float* numbers = nullptr;
  const float* scale = nullptr;
  const float* shift = nullptr;
  float floor = -std::numeric_limits<float>::infinity();
};

/// Applies `each(offset of the first pixel, first channel, pixels)` to runs of pixels that are short enough for sums in
/// float32.
template <class Each>
[[gnu::always_inline]] inline void over_runs(const MapSize& size, const Each& each) {
  constexpr std::int64_t run = 256;
  for (std::int64_t image = 0; image < size.images; ++image)
    for (std::int64_t b = 0; b < size.blocks; ++b)
      for (std::int64_t from = 0; from < size.pixels; from += run)
        each(((image * size.blocks + b) * size.pixels + from) * MapSize::block, b * MapSize::block,
             from + run < size.pixels ? run : size.pixels - from);
}

/// A view of one pixel after the other, of 16 channels. Always inlined: such registers must not go from function to function.
struct LaneView {
  const StoredLane* numbers;
  Lane scale, shift, floor;

  [[gnu::always_inline]] LaneView(const MapView& view, std::int64_t offset, std::int64_t channel)
      : numbers(reinterpret_cast<const StoredLane*>(view.numbers + offset)),
        scale(*reinterpret_cast<const StoredLane*>(view.scale + channel)),
        shift(*reinterpret_cast<const StoredLane*>(view.shift + channel)),
        floor(Lane{} + view.floor) {}

  [[gnu::always_inline]] void show(std::int64_t pixel, Lane& out) const {
    out = numbers[pixel] * scale + shift;
    out = out < floor ? floor : out;
  }
};

/// Mean, and sum of squares of the differences from it, of each channel; both of size.channels() numbers.
/// Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
inline void measure_channels(const float* numbers, const MapSize& size, double* mean, double* squares) {
  std::vector<double> seen(static_cast<std::size_t>(size.blocks), 0.0);
  for (std::int64_t c = 0; c < size.channels(); ++c) mean[c] = squares[c] = 0;
  in_widest_registers([&]() __attribute__((always_inline)) {
    over_runs(
        size, [&](std::int64_t offset, std::int64_t channel, std::int64_t pixels) __attribute__((always_inline)) {
          const StoredLane* from = reinterpret_cast<const StoredLane*>(numbers + offset);
          Lane sum{};
          for (std::int64_t i = 0; i < pixels; ++i) sum += from[i];
          const auto count = static_cast<double>(pixels);
          const Lane middle = sum / static_cast<float>(pixels);
          Lane squared{};
          for (std::int64_t i = 0; i < pixels; ++i) {
            const Lane apart = from[i] - middle;
            squared += apart * apart;
          }
          double& before = seen[static_cast<std::size_t>(channel / MapSize::block)];
          for (int i = 0; i < MapSize::block; ++i) {
            const double apart = static_cast<double>(middle[i]) - mean[channel + i];
            mean[channel + i] += apart * count / (before + count);
            squares[channel + i] += static_cast<double>(squared[i]) + apart * apart * before * count / (before + count);
          }
          before += count;
        });
  });
}

/// Writes what a view shows.
inline void write_view(const MapView& view, const MapSize& size, float* out) {
  in_widest_registers([&]() __attribute__((always_inline)) {
    over_runs(
        size, [&](std::int64_t offset, std::int64_t channel, std::int64_t pixels) __attribute__((always_inline)) {
          const LaneView lanes(view, offset, channel);
          StoredLane* to = reinterpret_cast<StoredLane*>(out + offset);
          for (std::int64_t i = 0; i < pixels; ++i) {
            Lane shown;
            lanes.show(i, shown);
            to[i] = shown;
          }
        });
  });
}

/// Writes the sum of two views, or `floor` where that is larger.
inline void add_views(const MapView& first, const MapView& second, float floor, const MapSize& size, float* out) {
  in_widest_registers([&]() __attribute__((always_inline)) {
    over_runs(
        size, [&](std::int64_t offset, std::int64_t channel, std::int64_t pixels) __attribute__((always_inline)) {
          const LaneView a(first, offset, channel), b(second, offset, channel);
          StoredLane* to = reinterpret_cast<StoredLane*>(out + offset);
          const Lane least = Lane{} + floor;
          for (std::int64_t i = 0; i < pixels; ++i) {
            Lane sum, other;
            a.show(i, sum);
            b.show(i, other);
            sum += other;
            to[i] = sum < least ? least : sum;
          }
        });
  });
}

/// A gradient with regard to a view, and what BatchNorm's backward pass needs of it: for each channel the sum of it, and the
/// sum of it times the difference of the number from `mean`. Where the view is at its floor, nothing comes through. `incoming`
/// is added to `previous`, which may be null, and written to `out`, which may be null or the same as one of them.
inline void receive_gradient(const float* incoming, const float* previous, const MapView& view, const float* mean,
                             const MapSize& size, float* out, double* sums, double* products) {
  for (std::int64_t c = 0; c < size.channels(); ++c) sums[c] = products[c] = 0;
  in_widest_registers([&]() __attribute__((always_inline)) {
    over_runs(
        size, [&](std::int64_t offset, std::int64_t channel, std::int64_t pixels) __attribute__((always_inline)) {
          const StoredLane* from = reinterpret_cast<const StoredLane*>(incoming + offset);
          const StoredLane* before = reinterpret_cast<const StoredLane*>(previous == nullptr ? nullptr : previous + offset);
          const LaneView lanes(view, offset, channel);
          StoredLane* to = reinterpret_cast<StoredLane*>(out == nullptr ? nullptr : out + offset);
          const Lane middle = *reinterpret_cast<const StoredLane*>(mean + channel), zero{};
          Lane sum{}, product{};
          for (std::int64_t i = 0; i < pixels; ++i) {
            Lane gradient = from[i];
            if (before != nullptr) gradient += before[i];
            gradient = lanes.numbers[i] * lanes.scale + lanes.shift <= lanes.floor ? zero : gradient;
            sum += gradient;
            product += gradient * (lanes.numbers[i] - middle);
            if (to != nullptr) to[i] = gradient;
          }
          for (int i = 0; i < MapSize::block; ++i) {
            sums[channel + i] += static_cast<double>(sum[i]);
            products[channel + i] += static_cast<double>(product[i]);
          }
        });
  });
}

/// Writes first * gradient + second * (number - mean) + third, all by channel: BatchNorm's backward pass.
inline void normalize_backward(const float* gradient, const float* numbers, const float* first, const float* second,
                               const float* mean, const float* third, const MapSize& size, float* out) {
  in_widest_registers([&]() __attribute__((always_inline)) {
    over_runs(
        size, [&](std::int64_t offset, std::int64_t channel, std::int64_t pixels) __attribute__((always_inline)) {
          const StoredLane* from = reinterpret_cast<const StoredLane*>(gradient + offset);
          const StoredLane* number = reinterpret_cast<const StoredLane*>(numbers + offset);
          StoredLane* to = reinterpret_cast<StoredLane*>(out + offset);
          const Lane a = *reinterpret_cast<const StoredLane*>(first + channel),
                     b = *reinterpret_cast<const StoredLane*>(second + channel);
          const Lane middle = *reinterpret_cast<const StoredLane*>(mean + channel),
                     c = *reinterpret_cast<const StoredLane*>(third + channel);
          for (std::int64_t i = 0; i < pixels; ++i) to[i] = a * from[i] + b * (number[i] - middle) + c;
        });
  });
}

/// Writes the sum of two gradients; see receive_gradient().
inline void add_gradients(const float* incoming, const float* previous, const MapSize& size, float* out) {
  const std::int64_t count = size.elements();
  in_widest_registers([&]() __attribute__((always_inline)) {
    for (std::int64_t i = 0; i < count; i += MapSize::block) {
      Lane sum = *reinterpret_cast<const StoredLane*>(incoming + i);
      if (previous != nullptr) sum += *reinterpret_cast<const StoredLane*>(previous + i);
      *reinterpret_cast<StoredLane*>(out + i) = sum;
    }
  });
}

/// Between that layout and one in which all channels of a pixel lie together: (images, pixels, channels).
inline void write_channels_last(const float* numbers, const MapSize& size, float* out) {
  for (std::int64_t image = 0; image < size.images; ++image)
    for (std::int64_t b = 0; b < size.blocks; ++b)
      for (std::int64_t i = 0; i < size.pixels; ++i)
        std::memcpy(out + (image * size.pixels + i) * size.channels() + b * MapSize::block,
                    numbers + ((image * size.blocks + b) * size.pixels + i) * MapSize::block, MapSize::block * sizeof(float));
}
inline void read_channels_last(const float* numbers, const MapSize& size, float* out) {
  for (std::int64_t image = 0; image < size.images; ++image)
    for (std::int64_t b = 0; b < size.blocks; ++b)
      for (std::int64_t i = 0; i < size.pixels; ++i)
        std::memcpy(out + ((image * size.blocks + b) * size.pixels + i) * MapSize::block,
                    numbers + (image * size.pixels + i) * size.channels() + b * MapSize::block, MapSize::block * sizeof(float));
}

/// Adds numbers to a sum.
inline void add_numbers(const float* numbers, std::size_t count, float* sum) {
  const std::size_t whole = count / MapSize::block * MapSize::block;
  in_widest_registers([&]() __attribute__((always_inline)) {
    for (std::size_t i = 0; i < whole; i += MapSize::block)
      *reinterpret_cast<StoredLane*>(sum + i) += *reinterpret_cast<const StoredLane*>(numbers + i);
  });
  for (std::size_t i = whole; i < count; ++i) sum[i] += numbers[i];
}

/// The mean of a view over its pixels: (images, channels).
inline void average_pixels(const MapView& view, const MapSize& size, float* out) {
  for (std::int64_t i = 0; i < size.images * size.channels(); ++i) out[i] = 0;
  in_widest_registers([&]() __attribute__((always_inline)) {
    over_runs(
        size, [&](std::int64_t offset, std::int64_t channel, std::int64_t pixels) __attribute__((always_inline)) {
          const LaneView lanes(view, offset, channel);
          Lane sum{};
          for (std::int64_t i = 0; i < pixels; ++i) {
            Lane shown;
            lanes.show(i, shown);
            sum += shown;
          }
          const std::int64_t image = offset / (size.blocks * size.pixels * MapSize::block);
          StoredLane* to = reinterpret_cast<StoredLane*>(out + image * size.channels() + channel);
          *to += sum / static_cast<float>(size.pixels);
        });
  });
}

/// Its backward pass: a gradient (images, channels), the same for each pixel.
inline void average_pixels_backward(const float* gradient, const MapSize& size, float* out) {
  in_widest_registers([&]() __attribute__((always_inline)) {
    over_runs(
        size, [&](std::int64_t offset, std::int64_t channel, std::int64_t pixels) __attribute__((always_inline)) {
          const std::int64_t image = offset / (size.blocks * size.pixels * MapSize::block);
          const Lane each = *reinterpret_cast<const StoredLane*>(gradient + image * size.channels() + channel) /
                            static_cast<float>(size.pixels);
          StoredLane* to = reinterpret_cast<StoredLane*>(out + offset);
          for (std::int64_t i = 0; i < pixels; ++i) to[i] = each;
        });
  });
}

}  // namespace graft::detail
