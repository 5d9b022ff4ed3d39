#include "support/torch_doctest.hpp"

#include <type_traits>

#include <graft/train/training_stage.hpp>

namespace training_stage_tests {

using namespace graft;

TEST_CASE("a stage is an aggregate that has nothing to do until it is told") {
  static_assert(std::is_aggregate_v<TrainingStage>);
  CHECK(TrainingStage{}.epochs == 0);
  CHECK_FALSE(TrainingStage{}.enter);
  const TrainingStage stage{3, [] {}};
  CHECK(stage.epochs == 3);
  CHECK(stage.enter);
}

}  // namespace training_stage_tests
