#include "support/torch_doctest.hpp"

#include <graft/train/fit_options.hpp>

namespace fit_options_tests {

using namespace graft;

TEST_CASE("a training's options have the defaults that the documentation names") {
  const FitOptions options;
  CHECK_FALSE(options.epochs.has_value());  // the freeze policy's own, or 10
  CHECK(options.stage_epochs.empty());
  CHECK(options.batch_size == 32);
  CHECK(options.label_smoothing == 0);
  CHECK(options.shuffle);
  CHECK_FALSE(options.drop_last);
  CHECK(options.validate_every == 1);
  CHECK(options.progress == Progress::automatic);
  CHECK_FALSE(options.on_epoch);
}

}  // namespace fit_options_tests
