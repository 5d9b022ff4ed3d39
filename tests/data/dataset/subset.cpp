#include <graft/data/dataset/subset.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include "support/doctest.hpp"

namespace subset_tests {

inline graft::Dataset numbers(std::size_t count) {
  graft::Dataset dataset;
  dataset.class_names = {"even", "odd"};
  dataset.on_bad_image = graft::BadImage::skip;
  for (std::size_t i = 0; i < count; ++i) {
    dataset.paths.push_back(std::to_string(i));
    dataset.labels.push_back(static_cast<std::int64_t>(i % 2));
  }
  return dataset;
}

TEST_CASE("a subset keeps order, labels and settings") {
  const auto part = graft::subset(numbers(10), {7, 2, 2});
  CHECK(part.paths == std::vector<std::string>{"7", "2", "2"});
  CHECK(part.labels == std::vector<std::int64_t>{1, 0, 0});
  CHECK(part.class_names == numbers(0).class_names);
  CHECK(part.on_bad_image == graft::BadImage::skip);
  CHECK_THROWS_AS(graft::subset(numbers(10), {10}), graft::UsageError);
}

TEST_CASE("take spreads evenly from the first to the last") {
  // torch.linspace(0, 999, 7).long()
  CHECK(graft::take(numbers(1000), 7).paths == std::vector<std::string>{"0", "166", "333", "499", "666", "832", "999"});
  CHECK(graft::take(numbers(5), 5).paths == numbers(5).paths);
  CHECK(graft::take(numbers(5), 9).paths == numbers(5).paths);
  CHECK(graft::take(numbers(5), 1).paths == std::vector<std::string>{"0"});
  CHECK(graft::take(numbers(5), 0).size() == 0);
  CHECK(graft::take(numbers(0), 3).size() == 0);
}

}  // namespace subset_tests
