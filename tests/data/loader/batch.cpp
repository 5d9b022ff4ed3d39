#include "support/torch_doctest.hpp"

#include <graft/data/loader/batch.hpp>
#include <graft/data/loader/loader.hpp>
#include <graft/data/transform/resize.hpp>

#include "data/recorded_files.hpp"

namespace batch_tests {

TEST_CASE("a batch has images, labels and positions of one length, in the documented types") {
  graft::Dataset dataset = graft::Dataset{} | graft::Resize{6, 8};
  for (int i = 0; i < 3; ++i) {
    dataset.samples.push_back({(data_tests::recorded("images") / "baseline.jpg").string(), i});
    dataset.class_names.push_back(std::to_string(i));
  }
  graft::Loader loader(dataset, {.batch_size = 2, .workers = 0});
  const std::optional<graft::Batch> batch = loader.next();
  REQUIRE(batch);
  CHECK(batch->images.sizes().vec() == std::vector<std::int64_t>{2, 3, 6, 8});
  CHECK((batch->images.scalar_type() == ::torch::kFloat));
  CHECK((batch->labels.scalar_type() == ::torch::kLong));
  CHECK(::torch::equal(batch->labels, ::torch::tensor({0, 1}, ::torch::kLong)));
  CHECK(batch->indices == std::vector<std::size_t>{0, 1});
}

}  // namespace batch_tests
