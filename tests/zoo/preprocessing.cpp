#include "support/doctest.hpp"

#include <graft/zoo/preprocessing.hpp>

namespace preprocessing_tests {

using namespace graft;

TEST_CASE("the defaults are those of torchvision's ImageNet weights") {
  constexpr Preprocessing usual;
  static_assert(usual.resize == 256 && usual.crop == 224 && usual.normalization == imagenet_mean_std &&
                usual.interpolation == Interpolation::bilinear);
  static_assert(imagenet_mean_std.mean[0] == 0.485F && imagenet_mean_std.std[2] == 0.225F);
  static_assert(Preprocessing{.resize = 232} != usual && MeanStd{} != imagenet_mean_std);
  static_assert(Preprocessing{.interpolation = Interpolation::bicubic} != usual);
}

}  // namespace preprocessing_tests
