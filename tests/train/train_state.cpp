#include "support/torch_doctest.hpp"

#include <string>

#include <graft/graft.hpp>
#include <graft/train/train_state.hpp>

#include "train/bare_training.hpp"
#include "train/small_world.hpp"

namespace train_state_tests {

using namespace graft;
using namespace small_world;
using namespace bare_training;

TEST_CASE("the state counts epochs, batches and steps over all calls, and an exception leaves it where it was") {
  TrainState state = made("fc");
  FitOptions options = quiet(3);
  options.on_epoch = [&](const Epoch& epoch) {
    CHECK(state.epoch == epoch.index);
    CHECK(state.batch == 0);
    CHECK(state.step == 3 * epoch.index);
    if (epoch.index == 2) throw std::string("enough");
  };
  CHECK_THROWS_AS(fit(state, {}, images().train, nullptr, options), std::string);
  CHECK(state.epoch == 2);
  options.on_epoch = {};
  fit(state, {}, images().train, nullptr, options);
  CHECK(state.epoch == 5);
  CHECK(state.step == 15);

  const Recipe spoilt{.loss = [&](const torch::Tensor& logits, const torch::Tensor&) {
    return state.step < 20 ? logits.sum() : logits.sum() / torch::zeros({});
  }};
  CHECK(scratch::complaint<TrainingError>([&] {
          fit(state, spoilt, images().train, nullptr, quiet(3));
        }).find(" in epoch 2, batch 3; the weights are those of the end of epoch 1 again") != std::string::npos);
  CHECK(state.epoch == 6);
  CHECK(state.step == 18);  // steps that were taken back do not count
  CHECK(state.batch == 0);
}

}  // namespace train_state_tests
