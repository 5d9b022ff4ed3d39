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
    dataset.samples.push_back({std::to_string(i), static_cast<std::int64_t>(i % 2)});
  }
  return dataset;
}

inline std::vector<std::string> paths(const graft::Dataset& data) {
  std::vector<std::string> all;
  for (const graft::Sample& sample : data) all.push_back(sample.path);
  return all;
}

TEST_CASE("a subset keeps order, labels and settings") {
  const auto part = graft::subset(numbers(10), {7, 2, 2});
  CHECK((part.samples == std::vector<graft::Sample>{{"7", 1}, {"2", 0}, {"2", 0}}));
  CHECK(part.class_names == numbers(0).class_names);
  CHECK(part.on_bad_image == graft::BadImage::skip);
  CHECK_THROWS_AS(graft::subset(numbers(10), {10}), graft::UsageError);
}

TEST_CASE("take spreads evenly from the first to the last") {
  // torch.linspace(0, 999, 7).long()
  CHECK(paths(graft::take(numbers(1000), 7)) == std::vector<std::string>{"0", "166", "333", "499", "666", "832", "999"});
  CHECK((graft::take(numbers(5), 5).samples == numbers(5).samples));
  CHECK((graft::take(numbers(5), 9).samples == numbers(5).samples));
  CHECK(paths(graft::take(numbers(5), 1)) == std::vector<std::string>{"0"});
  CHECK(graft::take(numbers(5), 0).size() == 0);
  CHECK(graft::take(numbers(0), 3).size() == 0);
}

}  // namespace subset_tests
