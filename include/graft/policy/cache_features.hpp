#pragma once

#include <cstdint>
#include <string>

#include <graft/policy/category.hpp>

namespace graft {

/// Computes what is frozen once for each image and trains on that, as an optional policy of FineTuner.
///
/// `CacheFeatures<>`: the training images look the same in every epoch, so one pass over the frozen beginning of the network is
/// all that the whole training needs. `CacheFeatures<Views>`: each image is drawn that many times by the random stages of its
/// transform; epoch after epoch takes the next view of each image, and when all had their turn they come again, in an order of
/// their own for each image. With as many views as epochs it is the training without a cache, number for number. Validation
/// images, which always look the same, are computed once as well.
///
/// The cut is where the frozen part ends, with any freeze policy; where a stage unfreezes more, it moves, and the cache is made
/// anew. Kept in memory, as bfloat16 where that is what they were computed in, else as float32; with a folder on the disk,
/// where the next run finds them, too.
/// Example: FineTuner<ResNet50, LinearHead<2>, FreezeAllBut<Fc>, SGD, CacheFeatures<8>>
template <int Views = 0>
struct CacheFeatures {
  static_assert(Views >= 0, "CacheFeatures takes the number of views of each image, or nothing for images that never change");
  using policy_category = cache_tag;
  static constexpr int views = Views;
  struct Options {
    std::int64_t max_bytes = std::int64_t{4}
                             << 30;  ///< that the cache of a training may take; what is larger is not cached, and said so
    std::string folder{};            ///< where features are kept between runs; empty: in memory only. See CacheOptions
  };
};

}  // namespace graft
