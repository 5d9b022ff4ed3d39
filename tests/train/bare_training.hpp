#pragma once

#include <memory>

#include <graft/network/freeze.hpp>
#include <graft/network/network.hpp>
#include <graft/policy/head.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/train/train_state.hpp>

#include "train/small_world.hpp"

/// The loop without FineTuner, for tests of its parts.
namespace bare_training {

/// A network with a head for two classes, of which `trains` learns, and an optimizer of LibTorch for that.
inline graft::TrainState made(const char* trains) {
  torch::manual_seed(4);
  graft::TrainState state{.network =
                              std::make_shared<graft::Network>(graft::grafted<small_world::TinyNet, graft::LinearHead<2>>)};
  graft::freeze(*state.network);
  graft::unfreeze(*state.network, trains);
  state.optimizer =
      std::make_shared<torch::optim::SGD>(state.network->trainable_parameters(), torch::optim::SGDOptions(0.05).momentum(0.9));
  return state;
}

inline double rate_of(const graft::TrainState& state) { return state.optimizer->param_groups().front().options().get_lr(); }

}  // namespace bare_training
