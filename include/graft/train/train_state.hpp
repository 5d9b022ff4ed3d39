#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <graft/network/network.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/policy/schedule_point.hpp>

namespace graft {

/// The learning rate of one group of an optimizer's parameters under a schedule.
struct GroupRate {
  double base = 0;  ///< that the schedule starts from: the optimizer's own, or the stage's
  double set = 0;   ///< that the group was last given; where it has another, somebody set that, and it is the new base
};

/// All that a training is, as opposed to how it goes: what it changes, and where it stands.
///
/// What is not here follows from it. The generator of random numbers is seeded with `seed + epoch` when an epoch begins; order,
/// augmentation and views of the images are functions of `seed` and `epoch`, and `batch` is the place in that order.
struct TrainState {
  std::shared_ptr<Network> network{};
  std::shared_ptr<::torch::optim::Optimizer> optimizer{};
  std::uint64_t seed = 0;
  std::int64_t epoch = 0;          ///< trained to their end, in all calls of fit
  std::int64_t batch = 0;          ///< trained on in the epoch that is under way
  std::int64_t step = 0;           ///< of the optimizer, in all calls of fit
  std::size_t stage = 0;           ///< that the network is in, from 0
  int epochs_in_stage = 0;         ///< trained to their end in it
  SchedulePoint schedule{};        ///< where the schedule stands
  std::vector<GroupRate> rates{};  ///< one a group of the optimizer; empty where its options have no learning rate
};

}  // namespace graft
