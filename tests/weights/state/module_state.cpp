#include "support/torch_doctest.hpp"

#include <string>
#include <vector>

#include <graft/weights/state/module_state.hpp>

namespace module_state_tests {

using graft::state_dict;
using graft::StateDict;

struct Part : torch::nn::Module {
  Part() {
    register_module("norm", torch::nn::BatchNorm2d(2));
    register_buffer("counter", torch::zeros({}, torch::kLong));
    weight = register_parameter("weight", torch::ones({3}));
    register_parameter("none", {}, false);
    register_module("bare", torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(2).affine(false).track_running_stats(false)));
    register_module("linear", torch::nn::Linear(torch::nn::LinearOptions(2, 1).bias(false)));
  }
  torch::Tensor weight;
};

TEST_CASE(
    "names come as in Python: a module's parameters, its buffers, then its children in order of registration; what is "
    "undefined has no place") {
  struct Whole : torch::nn::Module {
    Whole() {
      register_module("first", std::make_shared<Part>());
      register_module("last", torch::nn::Sequential(torch::nn::Linear(1, 1)));
    }
  } whole;
  CHECK(state_dict(whole).names() == std::vector<std::string>{"first.weight", "first.counter", "first.norm.weight",
                                                              "first.norm.bias", "first.norm.running_mean",
                                                              "first.norm.running_var", "first.norm.num_batches_tracked",
                                                              "first.linear.weight", "last.0.weight", "last.0.bias"});
}

TEST_CASE("the tensors are the module's own, not copies") {
  Part part;
  const StateDict state = state_dict(part);
  {
    const torch::NoGradGuard no_grad;
    part.weight.fill_(7);
  }
  CHECK(state.at("weight").sum().item<float>() == 21);
  CHECK(state.at("weight").data_ptr() == part.weight.data_ptr());
}

}  // namespace module_state_tests
