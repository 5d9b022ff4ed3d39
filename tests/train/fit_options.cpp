#include "support/torch_doctest.hpp"

#include <graft/train/fit_options.hpp>

namespace fit_options_tests {

using namespace graft;

TEST_CASE("a training's options are an aggregate with the defaults that the documentation names") {
  const FitOptions options{.epochs = 3, .batch_size = 16};
  CHECK(options.epochs == 3);
  CHECK(options.batch_size == 16);
  CHECK_FALSE(FitOptions{}.epochs.has_value());  // the freeze policy's own, or 10
  CHECK(FitOptions{}.stage_epochs.empty());
  CHECK(FitOptions{}.batch_size == 32);
  CHECK(options.label_smoothing == 0);
  CHECK(options.shuffle);
  CHECK(options.validate_every == 1);
  CHECK(options.progress == Progress::automatic);
  CHECK_FALSE(options.on_epoch);
}

}  // namespace fit_options_tests
