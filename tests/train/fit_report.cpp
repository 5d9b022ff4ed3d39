#include "support/torch_doctest.hpp"

#include <type_traits>

#include <graft/train/fit_report.hpp>

namespace fit_report_tests {

using namespace graft;

TEST_CASE("a report is plain data that can be kept and compared after the training") {
  static_assert(std::is_aggregate_v<FitReport>);
  FitReport report{.epochs = {{.index = 1, .of = 2, .train_loss = 0.5}, {.index = 2, .of = 2, .train_loss = 0.25}},
                   .best = {.index = 2},
                   .seconds = 3};
  const FitReport kept = report;
  report.epochs.clear();
  CHECK(kept.epochs.at(1).train_loss == 0.25);
  CHECK(kept.best.index == 2);
  CHECK(FitReport{}.epochs.empty());
}

}  // namespace fit_report_tests
