#include "support/torch_doctest.hpp"

#include <type_traits>

#include <graft/task/evaluation.hpp>

namespace evaluation_tests {

using namespace graft;

TEST_CASE("an evaluation is plain data that starts at nothing") {
  static_assert(std::is_aggregate_v<Evaluation>);
  const Evaluation evaluation{.loss = 0.5, .accuracy = 0.75, .correct = 3, .images = 4};
  CHECK(evaluation.accuracy == static_cast<double>(evaluation.correct) / static_cast<double>(evaluation.images));
  CHECK(evaluation.skipped == 0);
  CHECK(Evaluation{}.images == 0);
}

}  // namespace evaluation_tests
