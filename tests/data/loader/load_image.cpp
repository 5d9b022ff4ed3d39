#include <graft/data/loader/load_image.hpp>

#include <graft/data/transform/standard_transforms.hpp>

#include "data/recorded_files.hpp"
#include "support/torch_doctest.hpp"

namespace load_image_tests {

TEST_CASE("one image file becomes a batch of one, with the transform applied") {
  const auto file = data_tests::recorded("images/baseline.jpg");
  const auto transform = graft::evaluation_transform({.resize = 12, .crop = 8});
  const auto tensor = graft::load_image(file, transform);
  CHECK(tensor.sizes() == ::torch::IntArrayRef({1, 3, 8, 8}));
  CHECK(tensor.is_contiguous(::torch::MemoryFormat::ChannelsLast));
  graft::Random random(0);
  auto wanted = ::torch::empty({1, 3, 8, 8});
  transform.write(transform.apply(graft::decode_image(file), random), wanted.data_ptr<float>());
  CHECK(tensor.equal(wanted));
  CHECK_THROWS_AS(graft::load_image("none.jpg", transform), graft::DataError);
}

}  // namespace load_image_tests
