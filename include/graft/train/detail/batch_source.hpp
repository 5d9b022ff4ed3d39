#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <graft/data/loader/inference_loader.hpp>
#include <graft/train/features/feature_cache.hpp>

namespace graft::detail {

/// Source of an epoch's batches.
struct BatchSource {
  std::function<std::optional<Batch>()> next;
  std::function<std::size_t()> skipped;  ///< images left out so far
  std::function<void(bool)> hold;        ///< pauses the workers until the next batch is asked for
};

/// Batches of images that are loaded from their files and run through the calls of the network before `last`; -1: through all.
[[nodiscard]] inline BatchSource loaded_batches(const Dataset& images, LoaderOptions options, Network& network,
                                                ::torch::Device device, int last) {
  const auto loader = std::make_shared<InferenceLoader>(images, std::move(options), network, device, last);
  return {[loader] { return loader->next(); }, [loader] { return loader->skipped().size(); },
          [loader](bool on) { loader->hold(on); }};
}

/// Batches of cached features in the order of an epoch. `cache` is filled already, and outlives the source.
[[nodiscard]] inline BatchSource cached_batches(FeatureCache& cache, std::int64_t epoch) {
  cache.begin(epoch);
  return {[&cache] { return cache.next(); }, [&cache] { return cache.skipped(); }, [](bool) {}};
}

}  // namespace graft::detail
