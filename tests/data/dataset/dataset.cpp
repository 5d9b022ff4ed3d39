#include <graft/data/dataset/dataset.hpp>

#include <graft/data/transform/center_crop.hpp>
#include <graft/data/transform/normalize.hpp>
#include <graft/data/transform/resize.hpp>

#include "support/doctest.hpp"

namespace dataset_tests {

TEST_CASE("a dataset is as long as its samples, and stops at a bad image unless told otherwise") {
  graft::Dataset dataset{.samples = {{"a.png", 0}, {"b.png", 1}}, .class_names = {"a", "b"}, .transform = {}, .decode = {}};
  CHECK(dataset.size() == 2);
  CHECK(dataset.on_bad_image == graft::BadImage::error);
}

TEST_CASE("a stage is appended, a whole transform takes the place of the one before") {
  graft::Random random(0);
  const graft::Image image = graft::blank_image(40, 20);
  graft::Dataset dataset = graft::Dataset{} | graft::Resize{10} | graft::CenterCrop{4};
  CHECK(dataset.transform.apply(image, random).width == 4);
  dataset = dataset | (graft::Resize{10} | graft::Normalize{graft::imagenet_mean_std});
  CHECK(dataset.transform.apply(image, random).width == 20);
  CHECK(dataset.transform.normalization() == graft::imagenet_mean_std);
}

}  // namespace dataset_tests
