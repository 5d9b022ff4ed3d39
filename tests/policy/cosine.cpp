#include "support/doctest.hpp"

#include <cmath>

#include <graft/core/exceptions.hpp>
#include <graft/policy/cosine.hpp>

#include "policy/recorded_schedule.hpp"

namespace cosine_tests {

using namespace graft;

double difference(const char* name, const Cosine::Options& options) {
  return recorded_schedule::largest_difference(name, "lr",
                                               [&](const SchedulePoint& at) { return Cosine::lr(options, 0.1, at); });
}

TEST_CASE("a cosine is CosineAnnealingLR, and with a warm-up SequentialLR of LinearLR and it, in each of 200 steps") {
  CHECK(difference("cosine", {}) < 1e-12);
  CHECK(difference("cosine_min", {.min_lr = 1e-3}) < 1e-12);
  CHECK(difference("cosine_warmup", {.warmup_epochs = 2.5, .warmup_decay = 0.01, .min_lr = 1e-4}) < 1e-12);
  CHECK(difference("cosine_warmup", {.warmup_epochs = 2.6, .warmup_decay = 0.01, .min_lr = 1e-4}) > 1e-3);
}

TEST_CASE("a warm-up may take all steps, and behind the last step is the lowest rate") {
  const SchedulePoint last{.step = 9, .steps_per_epoch = 5, .epochs = 2}, behind{.step = 10, .steps_per_epoch = 5, .epochs = 2};
  CHECK(Cosine::lr({.warmup_epochs = 7, .warmup_decay = 0}, 1, last) == doctest::Approx(0.9));
  CHECK(Cosine::lr({.warmup_epochs = 2, .min_lr = 0.25}, 1, behind) == 0.25);
  CHECK(Cosine::lr({.min_lr = 0.25}, 1, behind) == 0.25);
  CHECK(Cosine::lr({.warmup_epochs = 0.01}, 1, {.steps_per_epoch = 5, .epochs = 2}) == 1);  // rounded to no step
}

TEST_CASE("options without sense are refused") {
  CHECK_NOTHROW(Cosine::check({.warmup_epochs = 3, .min_lr = 1}));
  CHECK_THROWS_WITH_AS(Cosine::check({.warmup_epochs = -1}),
                       "the option .schedule has warmup_epochs = -1.000000; it is a number of at least 0", UsageError);
  CHECK_THROWS_AS(Cosine::check({.warmup_epochs = std::nan("")}), UsageError);
  CHECK_THROWS_AS(Cosine::check({.min_lr = -1e-3}), UsageError);
  CHECK_THROWS_WITH_AS(Cosine::check({.warmup_decay = 1.5}),
                       "the option .schedule has warmup_decay = 1.500000; it is from 0 to 1", UsageError);
}

}  // namespace cosine_tests
