#include <graft/data/load_picture.hpp>

#include <graft/data/standard_transforms.hpp>

#include "data/recorded_files.hpp"
#include "support/torch_doctest.hpp"

namespace load_picture_tests {

TEST_CASE("one picture file becomes a batch of one, with the transform applied") {
  const auto file = data_tests::recorded("pictures/baseline.jpg");
  const auto transform = graft::evaluation_transform({.resize = 12, .crop = 8});
  const auto tensor = graft::load_picture(file, transform);
  CHECK(tensor.sizes() == ::torch::IntArrayRef({1, 3, 8, 8}));
  CHECK(tensor.is_contiguous(::torch::MemoryFormat::ChannelsLast));
  graft::Random random(0);
  auto wanted = ::torch::empty({1, 3, 8, 8});
  transform.write(transform.apply(graft::decode_image(file), random), wanted.data_ptr<float>());
  CHECK(tensor.equal(wanted));
  CHECK_THROWS_AS(graft::load_picture("none.jpg", transform), graft::DataError);
}

}  // namespace load_picture_tests
