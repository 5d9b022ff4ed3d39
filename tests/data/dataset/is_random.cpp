#include "support/torch_doctest.hpp"

#include <graft/data/dataset/is_random.hpp>
#include <graft/data/transform/center_crop.hpp>
#include <graft/data/transform/random_horizontal_flip.hpp>

#include "train/small_world.hpp"

namespace is_random_tests {

using namespace graft;

TEST_CASE("a transform that draws is random, whatever it does with what it draws") {
  const small_world::Images images;
  Dataset data = images.train;
  data.transform = CenterCrop{8} | Normalize{imagenet_mean_std};
  CHECK_FALSE(is_random(data));
  data.transform = CenterCrop{8} | RandomHorizontalFlip{};
  CHECK(is_random(data));
  data.samples[0].path = images.folder / "nothing.ppm";
  CHECK(is_random(data));
  data.samples.clear();
  CHECK_FALSE(is_random(data));
}

}  // namespace is_random_tests
