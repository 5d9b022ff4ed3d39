#include "support/torch_doctest.hpp"

#include <concepts>
#include <string>
#include <vector>

#include <graft/network/selector.hpp>

namespace selector_tests {

using namespace graft;

struct Mine : torch::nn::Module {};

const torch::nn::Conv2d convolution{torch::nn::Conv2dOptions(3, 4, 1)};

bool picks(const Selector& selector, const std::string& path, const Layer& layer = Conv2d{},
           const torch::nn::Module& module = *convolution) {
  return selector.picks(layer, path, module);
}

TEST_CASE("a path picks the module and what is inside it, and no name that merely begins like it") {
  const Selector layer1 = "layer1";
  CHECK(layer1.path() == "layer1");
  CHECK(picks(layer1, "layer1"));
  CHECK(picks(layer1, "layer1.0.conv1"));
  CHECK_FALSE(picks(layer1, "layer10"));
  CHECK_FALSE(picks(layer1, "layer"));
  CHECK_FALSE(picks(layer1, ""));
  CHECK_FALSE(picks(layer1, "body.layer1"));
  CHECK(picks(std::string("layer1.0"), "layer1.0.bn1"));
  for (const char* path : {"", "fc", "layer1.0"}) CHECK(picks("", path));
}

TEST_CASE("a kind of graft is asked of the table, a kind of LibTorch of the module; parentheses may be left out") {
  CHECK(picks(kind<Conv2d>, "x"));
  CHECK(picks(kind<Conv2d>(), "x"));
  CHECK_FALSE(picks(kind<Linear>, "x"));
  CHECK(picks(kind<Linear>, "x", Linear{}));
  CHECK(picks(kind<torch::nn::Conv2d>, "x", Linear{}));
  CHECK(picks(kind<torch::nn::Conv2dImpl>, "x", Linear{}));
  CHECK_FALSE(picks(kind<torch::nn::Linear>, "x", Linear{}));
  CHECK(picks(kind<Mine>, "x", Block{"Mine"}, Mine{}));
  CHECK_FALSE(Selector(kind<Conv2d>).path().has_value());
}

TEST_CASE("a predicate is asked with the path and the module") {
  const Selector selector = [](const std::string& path, const torch::nn::Module& module) {
    return path.ends_with("1") && module.as<torch::nn::Conv2d>() != nullptr;
  };
  CHECK(picks(selector, "conv1"));
  CHECK_FALSE(picks(selector, "conv2"));
  CHECK_FALSE(picks(selector, "conv1", Block{"Mine"}, Mine{}));
}

TEST_CASE("nothing else becomes a selector") {
  static_assert(std::constructible_from<Selector, const char(&)[7]> && std::constructible_from<Selector, std::string>);
  static_assert(!std::constructible_from<Selector, int> && !std::constructible_from<Selector, bool (*)(int)>);
}

}  // namespace selector_tests
