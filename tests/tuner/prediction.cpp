#include "support/torch_doctest.hpp"

#include <type_traits>

#include <graft/tuner/prediction.hpp>

namespace prediction_tests {

using namespace graft;

TEST_CASE("a prediction is plain data that outlives the tuner") {
  static_assert(std::is_aggregate_v<Prediction> && std::is_nothrow_move_constructible_v<Prediction>);
  const Prediction cat{.label = "cat", .index = 1, .probability = 0.75, .probabilities = {0.25F, 0.75F}};
  CHECK(cat.probabilities[static_cast<std::size_t>(cat.index)] == static_cast<float>(cat.probability));
  CHECK(Prediction{}.label.empty());
}

}  // namespace prediction_tests
