#include "support/torch_doctest.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <sstream>
#include <vector>

#include <graft/engine/optimizer/one_pass_adam.hpp>
#include <graft/engine/optimizer/state_key.hpp>

namespace one_pass_adam_tests {

using namespace graft;
using torch::Tensor;

/// Parameters of several sizes, one channels-last, one too large for a single part, one without a gradient.
std::vector<Tensor> parameters() {
  torch::manual_seed(5);
  std::vector<Tensor> made;
  for (const std::vector<std::int64_t>& shape :
       {std::vector<std::int64_t>{1}, {17}, {48, 16}, {300, 451}, {}, {8, 3, 5, 5}, {7}})
    made.push_back(torch::randn(shape));
  made[5] = made[5].contiguous(torch::MemoryFormat::ChannelsLast);
  for (auto& parameter : made) parameter.requires_grad_();
  return made;
}

void give_gradients(const std::vector<Tensor>& all, int step) {
  torch::manual_seed(static_cast<std::uint64_t>(100 + step));
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    Tensor gradient = torch::randn(all[i].sizes());  // contiguous, also where the parameter is not
    if (i == 1) gradient[0] = 0;
    const_cast<Tensor&>(all[i]).mutable_grad() = gradient;
  }
}

double difference(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, ((a[i] - b[i]).abs().max() / b[i].abs().max()).item<double>());
  return most;
}

/// Steps with ours and with LibTorch's; the largest difference, relative.
template <class LibTorchs, class Options>
double beside_libtorch(const Options& options) {
  const auto ours = parameters(), theirs = parameters();
  const auto optimizer = one_pass_adam(ours, options);
  LibTorchs reference(theirs, options);
  for (int i = 0; i < 8; ++i) {
    give_gradients(ours, i);
    give_gradients(theirs, i);
    if (i == 3) {  // as a schedule does
      for (auto& group : optimizer->param_groups()) group.options().set_lr(options.lr() / 2);
      for (auto& group : reference.param_groups()) group.options().set_lr(options.lr() / 2);
    }
    optimizer->step();
    reference.step();
  }
  CHECK(torch::equal(ours.back(), parameters().back()));
  return difference(ours, theirs);
}

TEST_CASE("Adam and AdamW step as LibTorch's do, with each option") {
  using Adam = torch::optim::AdamOptions;
  using AdamW = torch::optim::AdamWOptions;
  for (const Adam& options : {Adam(0.01), Adam(0.01).betas({0.5, 0.9}).eps(0.1), Adam(0.01).weight_decay(0.3),
                              Adam(0.01).weight_decay(0.1).amsgrad(true)})
    CHECK(beside_libtorch<torch::optim::Adam>(options) < 1e-5);
  for (const AdamW& options : {AdamW(0.01), AdamW(0.01).weight_decay(0.5), AdamW(0.01).weight_decay(0.5).amsgrad(true)})
    CHECK(beside_libtorch<torch::optim::AdamW>(options) < 1e-5);
}

TEST_CASE("a step is the same to the bit with one thread and with several") {
  const int before = torch::get_num_threads();
  const auto after = [](int threads) {
    torch::set_num_threads(threads);
    auto all = parameters();
    const auto optimizer = one_pass_adam(all, torch::optim::AdamOptions(0.01));
    give_gradients(all, 0);
    optimizer->step();
    return all;
  };
  const auto one = after(1), three = after(3);
  torch::set_num_threads(before);
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(torch::equal(one[i], three[i]));
}

TEST_CASE("numbers that lie anywhere in memory, and infinite ones that do not move") {
  Tensor parameter = torch::ones({101}).narrow(0, 1, 50).detach().requires_grad_();
  Tensor gradient = torch::ones({103}).narrow(0, 3, 50);
  {
    const torch::NoGradGuard no_grad;
    parameter[7] = -std::numeric_limits<float>::infinity();
    gradient[7] = 0;
  }
  const auto optimizer = one_pass_adam({parameter}, torch::optim::AdamWOptions(0.1).weight_decay(0));
  parameter.mutable_grad() = gradient;
  const auto version = parameter._version();
  optimizer->step();
  CHECK(parameter[0].item<float>() == doctest::Approx(0.9));
  CHECK(parameter[49].item<float>() == doctest::Approx(0.9));
  CHECK(parameter[7].item<float>() == -std::numeric_limits<float>::infinity());
  CHECK(parameter._version() > version);
}

TEST_CASE("the mean of squares is LibTorch's where beta2 is near one") {
  auto ours = std::vector<Tensor>{torch::ones({40}).requires_grad_()},
       theirs = std::vector<Tensor>{torch::ones({40}).requires_grad_()};
  const auto options = torch::optim::AdamOptions(0.01).betas({0.9, 0.99999});
  const auto optimizer = one_pass_adam(ours, options);
  torch::optim::Adam reference(theirs, options);
  for (const auto& one : {ours[0], theirs[0]}) const_cast<Tensor&>(one).mutable_grad() = torch::full({40}, 3.0F);
  optimizer->step();
  reference.step();
  const auto square = [](torch::optim::Optimizer& any, const Tensor& parameter) {
    return static_cast<torch::optim::AdamParamState&>(*any.state()[state_key(parameter)]).exp_avg_sq()[0].item<double>();
  };
  CHECK(square(*optimizer, ours[0]) == doctest::Approx(square(reference, theirs[0])).epsilon(1e-6));
}

TEST_CASE("a state of another shape is an error, not other memory") {
  const auto small = std::vector<Tensor>{torch::ones({2, 8}).requires_grad_()},
             large = std::vector<Tensor>{torch::ones({10, 8}).requires_grad_()};
  const auto from = one_pass_adam(small, torch::optim::AdamOptions(0.1)),
             to = one_pass_adam(large, torch::optim::AdamOptions(0.1));
  const_cast<Tensor&>(small[0]).mutable_grad() = torch::ones({2, 8});
  from->step();
  std::stringstream file;
  torch::save(*from, file);
  torch::load(*to, file);
  const_cast<Tensor&>(large[0]).mutable_grad() = torch::ones({10, 8});
  CHECK_THROWS_AS(to->step(), c10::Error);
}

TEST_CASE("its state is LibTorch's: one goes on where the other stopped") {
  const auto ours = parameters(), theirs = parameters();
  const auto optimizer = one_pass_adam(ours, torch::optim::AdamOptions(0.01));
  torch::optim::Adam reference(theirs, torch::optim::AdamOptions(0.01));
  const auto step = [](torch::optim::Optimizer& any, const std::vector<Tensor>& all, int number) {
    give_gradients(all, number);
    any.step();
  };
  step(reference, theirs, 0);
  step(*optimizer, ours, 0);
  std::stringstream file;
  torch::save(reference, file);
  torch::load(*optimizer, file);
  for (int i = 1; i < 4; ++i) step(reference, theirs, i), step(*optimizer, ours, i);
  CHECK(difference(ours, theirs) < 1e-5);
}

TEST_CASE("parameters of other kinds are LibTorch's, and a closure is called with gradients on") {
  std::vector<Tensor> ours{torch::full({4}, 2.0, torch::kDouble).requires_grad_(), torch::ones({3}).requires_grad_()};
  const auto optimizer = one_pass_adam(ours, torch::optim::AdamWOptions(0.1).weight_decay(0));
  const auto loss = optimizer->step([&] {
    const Tensor sum = ours[0].sum() + ours[1].sum();
    sum.backward();
    return sum;
  });
  CHECK(loss.item<double>() == 11);
  CHECK(ours[0][0].item<double>() == doctest::Approx(1.9));
  CHECK(ours[1][0].item<float>() == doctest::Approx(0.9));
}

}  // namespace one_pass_adam_tests
