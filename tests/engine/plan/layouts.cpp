#include "support/torch_doctest.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>
#include <utility>

#include <graft/engine/plan/plan.hpp>
#include <graft/graph/net.hpp>
#include <graft/network/network.hpp>

#include "engine/plan/plan_checks.hpp"
#include "support/fresh_process.hpp"

namespace plan_tests {

TEST_CASE("3 x 3 convolutions of many channels, between all that may stand beside them") {
  torch::manual_seed(13);
  Net made("Made");
  made.input({3, 28, 28});
  made.conv("stem", 32, {.kernel = 3, .padding = 1});
  made.batch_norm("norm");
  made.relu("relu");
  const auto stem = made.last();
  made.conv("second", 32, {.kernel = 3, .padding = 1});
  made.add(made.last(), stem);
  made.relu("relu2");
  made.max_pool("pool", {.kernel = 2});
  const auto pooled = made.last();
  made.conv("third", 48, {.kernel = 3, .padding = 1, .bias = true});
  made.concat({made.last(), pooled});
  made.conv("groups", 80, {.kernel = 3, .padding = 1, .groups = 5});
  made.conv("stride", 64, {.kernel = 3, .stride = 2, .padding = 1});
  made.adaptive_avg_pool("avg", {3, 4});
  made.conv("fourth", 32, {.kernel = 3});
  made.flatten();
  made.linear("fc", 7);
  Network net(std::move(made).tables());
  settle(net);
  compare_parts(net, torch::randn({5, 3, 28, 28}));
  compare_parts(net, torch::randn({5, 3, 28, 28}).contiguous(torch::MemoryFormat::ChannelsLast));
  const Plan plan(net, {.type = ComputeType::f32});
  for (const std::int64_t count : {1, 11}) {  // one plan, other sizes: the layouts of its weights differ
    const Tensor images = torch::randn({count, 3, 28, 28});
    CHECK(difference(plan(images), eager(net, images)) < 1e-5);
  }
}

TEST_CASE("rows that one batch size leaves to LibTorch and another does not have the weights of when the plan was made") {
  torch::manual_seed(17);
  Net made("Made");
  made.input({3, 32, 32});
  made.conv("stem", 32, {.kernel = 3, .padding = 1});
  made.relu("relu");
  made.conv("many", 32, {.kernel = 3, .padding = 1});
  made.permute({1, 2, 0});
  made.linear("rows", 7);
  Network net(std::move(made).tables());
  settle(net);
  const torch::NoGradGuard no_grad;
  const Tensor images = torch::randn({13, 3, 32, 32}), wanted = eager(net, images);
  const Plan plan(net, {.type = ComputeType::f32, .chunk = 8});  // maps lie in blocks where Winograd's algorithm is there
  net.module("rows")->as<torch::nn::Linear>()->weight.mul_(-2);
  CHECK(difference(plan(images), wanted) < 1e-5);
  for (const std::int64_t count : {3, 8})
    CHECK(difference(plan(images.narrow(0, 0, count)), wanted.narrow(0, 0, count)) < 1e-5);
}

TEST_CASE("a map that is looked at as a vector is added to vectors as such") {
  torch::manual_seed(14);
  for (const bool by_the_next_layer : {true, false}) {
    Net made("Made");
    made.input({3, 8, 8});
    made.conv("a", 16, {.kernel = 3, .padding = 1});
    made.relu("relu");
    made.max_pool("pool", {.kernel = 4});
    const auto vector = made.flatten();
    made.linear("up", 64);
    if (!by_the_next_layer) {
      made.relu("relu2");
      made.linear("up2", 64);
    }
    made.add(made.last(), vector);
    made.relu("relu3");
    made.linear("fc", 5);
    Network net(std::move(made).tables());
    settle(net);
    compare_parts(net, torch::randn({9, 3, 8, 8}));
    const Tensor images = torch::randn({3, 3, 8, 8});
    CHECK(difference(by_libtorch(net, images, ComputeType::f32), eager(net, images)) < 1e-5);
  }
}

constexpr const char* without_reference_code = "groups of few channels beside a 3 x 3 convolution of many in a fresh process";

TEST_CASE(without_reference_code* doctest::skip()) {
  torch::manual_seed(15);
  for (const int groups : {1, 4, 32}) {
    Net made("Made");
    made.input({3, 24, 24});
    made.conv("stem", 32, {.kernel = 3, .padding = 1});
    made.relu("relu");
    made.conv("groups", 64, {.kernel = 3, .padding = 1, .groups = groups});
    made.conv("many", 32, {.kernel = 3, .padding = 1});
    Network net(std::move(made).tables());
    settle(net);
    // What oneDNN says of each primitive that runs goes to standard output.
    std::fflush(stdout);
    const int kept = ::dup(1);
    std::FILE* said = std::tmpfile();
    ::dup2(::fileno(said), 1);
    const Tensor images = torch::randn({8, 3, 24, 24});
    const Tensor got = Plan(net, {.type = ComputeType::f32})(images);
    std::fflush(stdout);
    ::dup2(kept, 1);
    ::close(kept);
    std::string text(static_cast<std::size_t>(std::ftell(said)), ' ');
    std::rewind(said);
    REQUIRE(std::fread(text.data(), 1, text.size(), said) == text.size());
    std::fclose(said);
    CHECK(difference(got, eager(net, images)) < 1e-5);
    CHECK(text.find(",exec,") != std::string::npos);
    CHECK(text.find(",ref") == std::string::npos);
    const bool has_avx512 = __builtin_cpu_supports("avx512f") != 0;
    if (has_avx512 && plan_backend(torch::kCPU).starts_with("onednn 2."))
      CHECK((text.find("wino") != std::string::npos) == (groups == 1));
  }
}

TEST_CASE("no step of a plan runs oneDNN's reference code") {
  if (plan_backend(torch::kCPU).starts_with("onednn"))
    CHECK(graft_tests::passes_in_a_fresh_process(without_reference_code, "ONEDNN_VERBOSE=1"));
}

}  // namespace plan_tests
