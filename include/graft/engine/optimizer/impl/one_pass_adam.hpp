#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <graft/engine/optimizer/detail/adam_pass.hpp>
#include <graft/engine/optimizer/one_pass_adam.hpp>
#include <graft/engine/optimizer/state_key.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/in_parallel.hpp>

namespace graft {
namespace detail {

/// See one_pass_adam(); `Base` is LibTorch's class.
template <class Base>
class OnePassAdam final : public Base {
  static constexpr bool decoupled = std::is_same_v<Base, ::torch::optim::AdamW>;
  using Options = std::conditional_t<decoupled, ::torch::optim::AdamWOptions, ::torch::optim::AdamOptions>;
  using State = std::conditional_t<decoupled, ::torch::optim::AdamWParamState, ::torch::optim::AdamParamState>;

 public:
  using Base::Base;

  ::torch::Tensor step(::torch::optim::Optimizer::LossClosure closure = nullptr) override {
    ::torch::Tensor loss;
    if (closure != nullptr) {
      const at::AutoGradMode with_gradients(true);
      loss = closure();
    }
    const ::torch::NoGradGuard no_grad;
    if (all_are_on(at::kCPU)) step_on_processor();
#if TORCH_VERSION_MAJOR >= 2
    else if (all_are_on(at::kCUDA))
      step_on_cuda();
#endif
    else
      (void)Base::step();
    return loss;
  }

 private:
  /// Whether every parameter that has a gradient is float32, dense and on such a device, and the gradient too.
  [[nodiscard]] bool all_are_on(at::DeviceType device) {
    const auto suits = [&](const ::torch::Tensor& tensor) {
      return tensor.layout() == ::torch::kStrided && tensor.scalar_type() == ::torch::kFloat &&
             tensor.device().type() == device;
    };
    for (const auto& group : this->param_groups())
      for (const ::torch::Tensor& parameter : group.params())
        if (parameter.grad().defined() &&
            !(suits(parameter) && parameter.is_non_overlapping_and_dense() && suits(parameter.grad())))
          return false;
    return true;
  }

  /// A tensor on the device, in the type and with the strides of another: a state may have been loaded, or the parameter moved.
  [[nodiscard]] static ::torch::Tensor laid_out_as(const ::torch::Tensor& wanted, const ::torch::Tensor& tensor) {
    TORCH_CHECK(tensor.sizes() == wanted.sizes(), "Adam's state has shape ", tensor.sizes(), " for a parameter of shape ",
                wanted.sizes(), "; load a state of the same network");
    const bool alike = tensor.strides() == wanted.strides() && tensor.device() == wanted.device() &&
                       tensor.scalar_type() == wanted.scalar_type();
    return alike ? tensor : ::torch::empty_like(wanted).copy_(tensor);
  }

  [[nodiscard]] State& state_of(const ::torch::Tensor& parameter, const Options& options) {
    auto& entry = this->state()[state_key(parameter)];
    if (entry == nullptr) {
      auto fresh = std::make_unique<State>();
      fresh->step(0);
      fresh->exp_avg(::torch::zeros_like(parameter));
      fresh->exp_avg_sq(::torch::zeros_like(parameter));
      entry = std::move(fresh);
    }
    auto& state = static_cast<State&>(*entry);
    state.exp_avg(laid_out_as(parameter, state.exp_avg()));
    state.exp_avg_sq(laid_out_as(parameter, state.exp_avg_sq()));
    if (options.amsgrad())
      state.max_exp_avg_sq(state.max_exp_avg_sq().defined() ? laid_out_as(parameter, state.max_exp_avg_sq())
                                                            : ::torch::zeros_like(parameter));
    state.step(state.step() + 1);
    return state;
  }

  [[nodiscard]] static AdamRule rule_of(const Options& options, std::int64_t step) {
    const auto [beta1, beta2] = options.betas();
    const auto steps = static_cast<double>(step);
    return {.decay = decoupled ? static_cast<float>(1 - options.lr() * options.weight_decay()) : 1.0F,
            .penalty = decoupled ? 0.0F : static_cast<float>(options.weight_decay()),
            .beta1 = static_cast<float>(beta1),
            .beta2 = static_cast<float>(beta2),
            .gradient_weight = static_cast<float>(1 - beta1),
            .square_weight = static_cast<float>(1 - beta2),
            .step_size = static_cast<float>(options.lr() / (1 - std::pow(beta1, steps))),
            .bias_correction = static_cast<float>(std::sqrt(1 - std::pow(beta2, steps))),
            .eps = static_cast<float>(options.eps())};
  }

  void step_on_processor() {
    constexpr std::int64_t part = 1 << 15;
    std::vector<std::pair<AdamRule, AdamElements>> parts;
    std::vector<::torch::Tensor> gradients;  // copies among them must live as long as the parts
    for (auto& group : this->param_groups()) {
      const auto& options = static_cast<const Options&>(group.options());
      for (const ::torch::Tensor& parameter : group.params()) {
        if (!parameter.grad().defined()) continue;
        const State& state = state_of(parameter, options);
        gradients.push_back(laid_out_as(parameter, parameter.grad()));
        const AdamElements all{parameter.template data_ptr<float>(),
                               gradients.back().template data_ptr<float>(),
                               state.exp_avg().template data_ptr<float>(),
                               state.exp_avg_sq().template data_ptr<float>(),
                               options.amsgrad() ? state.max_exp_avg_sq().template data_ptr<float>() : nullptr,
                               parameter.numel()};
        // The write goes past autograd: a backward pass that saved the old values, and a plan, must notice it.
        parameter.unsafeGetTensorImpl()->bump_version();
        const AdamRule rule = rule_of(options, state.step());
        for (std::int64_t from = 0; from < all.count; from += part)
          parts.emplace_back(rule, all.part(from, std::min(part, all.count - from)));
      }
    }
    // A few parts, as a head alone has, cost less than starting a thread.
    const std::size_t threads = parts.size() < 4 ? 1 : static_cast<std::size_t>(::torch::get_num_threads());
    in_parallel(parts.size(), threads, [&](std::size_t which) { adam_step(parts[which].first, parts[which].second); });
  }

#if TORCH_VERSION_MAJOR >= 2
  void step_on_cuda() {
    struct Lists {
      std::vector<::torch::Tensor> parameters, gradients, means, squares, largest;
    };
    for (auto& group : this->param_groups()) {
      const auto& options = static_cast<const Options&>(group.options());
      std::map<std::pair<c10::DeviceIndex, std::int64_t>, Lists> alike;  // by device and step
      for (const ::torch::Tensor& parameter : group.params()) {
        if (!parameter.grad().defined()) continue;
        const State& state = state_of(parameter, options);
        Lists& lists = alike[{parameter.device().index(), state.step()}];
        lists.parameters.push_back(parameter);
        lists.gradients.push_back(laid_out_as(parameter, parameter.grad()));
        lists.means.push_back(state.exp_avg());
        lists.squares.push_back(state.exp_avg_sq());
        if (options.amsgrad()) lists.largest.push_back(state.max_exp_avg_sq());
      }
      const auto [beta1, beta2] = options.betas();
      for (const auto& [where, lists] : alike) {
        const std::vector<::torch::Tensor> steps(
            lists.parameters.size(), ::torch::full({}, static_cast<double>(where.second), lists.parameters.front().options()));
        if constexpr (decoupled)
          at::_fused_adamw_(lists.parameters, lists.gradients, lists.means, lists.squares, lists.largest, steps, options.lr(),
                            beta1, beta2, options.weight_decay(), options.eps(), options.amsgrad(), false);
        else
          at::_fused_adam_(lists.parameters, lists.gradients, lists.means, lists.squares, lists.largest, steps, options.lr(),
                           beta1, beta2, options.weight_decay(), options.eps(), options.amsgrad(), false);
      }
    }
  }
#endif
};

}  // namespace detail

std::unique_ptr<::torch::optim::Optimizer> one_pass_adam(std::vector<::torch::Tensor> parameters,
                                                         const ::torch::optim::AdamOptions& options) {
  return std::make_unique<detail::OnePassAdam<::torch::optim::Adam>>(std::move(parameters), options);
}

std::unique_ptr<::torch::optim::Optimizer> one_pass_adam(std::vector<::torch::Tensor> parameters,
                                                         const ::torch::optim::AdamWOptions& options) {
  return std::make_unique<detail::OnePassAdam<::torch::optim::AdamW>>(std::move(parameters), options);
}

}  // namespace graft
