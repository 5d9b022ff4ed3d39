#include "support/torch_doctest.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <graft/train/make_optimizer.hpp>

#include "weights/scratch.hpp"

namespace make_optimizer_tests {

using namespace graft;

std::vector<torch::Tensor> one_parameter() { return {torch::full({1}, 2.0F).requires_grad_()}; }

/// The parameter after steps with gradient 3.
template <class O>
double after(const typename O::Options& options, int steps = 1) {
  auto parameters = one_parameter();
  const auto optimizer = make_optimizer<O>(parameters, options);
  for (int i = 0; i < steps; ++i) {
    parameters[0].mutable_grad() = torch::full({1}, 3.0F);
    optimizer->step();
  }
  return parameters[0].item<double>();
}

TEST_CASE("SGD: a step is lr times the gradient with its penalty, and momentum carries on") {
  CHECK(after<SGD>({.lr = 0.1}) == doctest::Approx(2 - 0.1 * 3));
  CHECK(after<SGD>({.lr = 0.1, .weight_decay = 0.5}) == doctest::Approx(2 - 0.1 * (3 + 0.5 * 2)));
  CHECK(after<SGD>({.lr = 0.1, .momentum = 0.9}, 2) == doctest::Approx(2 - 0.1 * 3 - 0.1 * (0.9 * 3 + 3)));
  CHECK(after<SGD>({.lr = 0.1, .momentum = 0.9, .dampening = 0.5}, 2) ==
        doctest::Approx(2 - 0.1 * 3 - 0.1 * (0.9 * 3 + 0.5 * 3)));
  CHECK(after<SGD>({.lr = 0.1, .momentum = 0.9, .nesterov = true}) == doctest::Approx(2 - 0.1 * (3 + 0.9 * 3)));
}

TEST_CASE("Adam's first step is lr, with the penalty in the gradient; AdamW's decay stands apart") {
  CHECK(after<Adam>({.lr = 0.1}) == doctest::Approx(1.9));
  CHECK(after<Adam>({.lr = 0.1, .eps = 3}) == doctest::Approx(2 - 0.1 * 3 / (3 + 3)));
  CHECK(after<Adam>({.lr = 0.1, .weight_decay = 10}) == doctest::Approx(1.9));
  CHECK(after<AdamW>({.lr = 0.1, .weight_decay = 0.5}) == doctest::Approx(2 * (1 - 0.1 * 0.5) - 0.1));
  CHECK(AdamW::Options{}.weight_decay == 0.01);
  const auto adam = make_optimizer<Adam>(one_parameter(), {.beta1 = 0.8, .beta2 = 0.95, .amsgrad = true});
  const auto& options = static_cast<const torch::optim::AdamOptions&>(adam->param_groups()[0].options());
  CHECK(std::get<0>(options.betas()) == 0.8);
  CHECK(std::get<1>(options.betas()) == 0.95);
  CHECK(options.amsgrad());
  const auto adamw = make_optimizer<AdamW>(one_parameter(), {.beta1 = 0.7, .eps = 1e-4});
  CHECK(std::get<0>(static_cast<const torch::optim::AdamWOptions&>(adamw->param_groups()[0].options()).betas()) == 0.7);
  CHECK(static_cast<const torch::optim::AdamWOptions&>(adamw->param_groups()[0].options()).eps() == 1e-4);
}

TEST_CASE("options without sense and those that LibTorch refuses are a UsageError of one line") {
  const auto complaint = [](const SGD::Options& options) {
    return scratch::complaint<UsageError>([&] { (void)make_optimizer<SGD>(one_parameter(), options); });
  };
  CHECK(complaint({.lr = -1}) == "lr must be a number of at least 0, got -1.000000");
  CHECK(complaint({.lr = std::nan("")}) == "lr must be a number of at least 0, got nan");
  CHECK(complaint({.lr = std::numeric_limits<double>::infinity()}) == "lr must be a number of at least 0, got inf");
  const std::string nesterov = complaint({.lr = 0.1, .nesterov = true});
  CHECK(nesterov.find("momentum") != std::string::npos);
  CHECK(nesterov.find('\n') == std::string::npos);
}

}  // namespace make_optimizer_tests
