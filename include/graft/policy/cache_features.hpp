#pragma once

#include <cstdint>
#include <string>

#include <graft/policy/category.hpp>

namespace graft {

/// A cache of the frozen prefix's output, as an optional policy of FineTuner.
///
/// `CacheFeatures<>`: training images are the same in every epoch, so one pass over the frozen prefix serves the whole
/// training. `CacheFeatures<Views>`: the random transforms are drawn that many times for each image; each epoch takes the next
/// view of an image, and after the last one they are repeated in a shuffled order of their own for each image. With as many
/// views as epochs, the results are exactly those without a cache. Validation images, which never change, are cached as well.
///
/// The cached value is where the frozen prefix ends, for any freeze policy; where a stage unfreezes more, the cache is rebuilt.
/// Features are kept in memory, as bfloat16 where that is what they were computed in, else as float32; with a folder they are
/// on disk, where the next run finds them.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, CacheFeatures<8>>
template <int Views = 0>
struct CacheFeatures {
  static_assert(Views >= 0, "CacheFeatures takes the number of views of each image, or nothing for images that never change");
  using policy_category = cache_tag;
  static constexpr int views = Views;
  struct Options {
    std::int64_t max_bytes = std::int64_t{4} << 30;  ///< limit of a training's cache; a larger one is not made, with a note
    std::string folder{};                            ///< for features on disk; empty: in memory only. See CacheOptions
  };
};

}  // namespace graft
