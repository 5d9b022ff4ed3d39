#include "support/torch_doctest.hpp"

#include <type_traits>

#include <graft/train/training_stage.hpp>

namespace training_stage_tests {

using namespace graft;

TEST_CASE("a stage is an aggregate of one epoch that freezes nothing and leaves the learning rate alone until it is told") {
  static_assert(std::is_aggregate_v<TrainingStage>);
  CHECK(TrainingStage{}.epochs == 1);
  CHECK_FALSE(TrainingStage{}.freeze);
  CHECK_FALSE(TrainingStage{}.lr.has_value());
  const TrainingStage stage{.epochs = 3, .freeze = [](Network&) {}, .lr = 0.1};
  CHECK(stage.freeze);
  CHECK(stage.lr == 0.1);
}

}  // namespace training_stage_tests
