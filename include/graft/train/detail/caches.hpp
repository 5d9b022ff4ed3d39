#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include <graft/data/dataset/is_random.hpp>
#include <graft/train/features/feature_cache.hpp>
#include <graft/train/fit_options.hpp>
#include <graft/train/recipe.hpp>
#include <graft/train/train_state.hpp>

namespace graft::detail {

/// Feature caches of a training, one for its training and one for its validation images, and the messages about them.
class Caches {
 public:
  Caches(const TrainState& state, const Recipe& recipe, const FitOptions& options, int epochs)
      : speaks_(options.progress != Progress::none), repeats_(epochs > 1) {
    if (!recipe.cache) return;
    CacheLoading loading{.batch_size = options.batch_size,
                         .shuffle = options.shuffle,
                         .drop_last = options.drop_last,
                         .workers = options.workers,
                         .seed = state.seed,
                         .device = recipe.device};
    train.emplace(*recipe.cache, loading);
    loading.shuffle = loading.drop_last = false;
    val.emplace(CacheOptions{.views = 0, .max_bytes = recipe.cache->max_bytes, .folder = recipe.cache->folder}, loading);
  }

  std::optional<FeatureCache> train, val;

  /// Whether one of the two can be used: it exists, something is frozen, and its features are within the limit. If so, it is
  /// filled.
  [[nodiscard]] bool use(std::optional<FeatureCache>& cache, Network& network, int cut, const Dataset& images) {
    if (cut <= 1) return false;
    if (!cache) {
      if (&cache == &train) suggest(images);
      return false;
    }
    if (&cache == &val && is_random(images)) return false;
    const bool fits = cache->fits(network, cut, images);
    say((fits ? "keeping features of " : "too many features to keep, the limit is max_bytes: ") +
        cache->describe(network, cut, images));
    if (fits) cache->fill(network, cut, images);
    return fits;
  }

 private:
  /// Suggests a cache where every epoch would compute the same features again.
  void suggest(const Dataset& images) {
    if (!speaks_ || !repeats_) return;
    repeats_ = false;  // is_random() draws images: once is enough
    if (!is_random(images))
      say("the training images look the same in every epoch: with the policy CacheFeatures<>, what is frozen is computed once");
  }

  /// Prints a message, but none of the last two again.
  void say(const std::string& text) {
    if (!speaks_ || text == said_[0] || text == said_[1]) return;
    std::fprintf(stderr, "%s\n", text.c_str());
    said_[1] = said_[0];
    said_[0] = text;
  }

  bool speaks_;
  bool repeats_;
  std::string said_[2];
};

}  // namespace graft::detail
