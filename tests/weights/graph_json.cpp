#include "support/torch_doctest.hpp"

#include <map>
#include <string>
#include <vector>

#include <graft/graph/describe.hpp>
#include <graft/network/network.hpp>
#include <graft/weights/load_model.hpp>
#include <graft/weights/safetensors/read_safetensors.hpp>
#include <graft/weights/safetensors/write_safetensors.hpp>
#include <graft/weights/save_model.hpp>

#include "graph/checks.hpp"
#include "support/deterministic_fill.hpp"
#include "weights/scratch.hpp"

namespace graph_json_tests {

using namespace graft;

/// The network in recorded/model_format_1.safetensors, which save_model wrote before tables had formats (at commit 3fc41f7),
/// with the values of deterministic_fill.
struct Old {
  static constexpr auto graph = describe([](auto& net) {
    net.class_name("Old");
    net.input({3, 12, 10});
    net.sequential("stem", [&] {
      net.conv("0", 4, {.kernel = 3, .stride = {2, 1}, .padding = 1, .bias = false});
      net.batch_norm("1", {.eps = 1e-3, .momentum = 0.01});
      net.relu("2");
    });
    net.block("block", "Residual", [&] {
      const auto before = net.last();
      net.conv("conv", 4, {.kernel = {3, 1}, .padding = {2, 0}, .dilation = {2, 1}, .groups = 2});
      const auto relu = net.module("relu", ReLU{.inplace = false});
      net.call(relu);
      net.add(net.last(), before);
      net.call(relu);
    });
    const auto wide = net.last();
    net.max_pool("pool", {.kernel = 3, .stride = 1, .padding = 1, .ceil_mode = true});
    net.concat({net.last(), wide});
    net.adaptive_avg_pool("avgpool", {2, 3});
    net.flatten();
    net.sequential("classifier", [&] {
      net.dropout("0", {.p = 0.25});
      net.linear("1", 6, {.bias = false});
      net.relu("2");
      net.classifier(net.linear("3", 3));
    });
    net.module("unused", Flatten{});
  });
};

TEST_CASE("a model that was saved before files had a format still loads, and gives what it gave") {
  const Model model = load_model(GRAFT_TEST_DATA "weights/recorded/model_format_1.safetensors");
  graph_tests::check_equal(model.network->graph(), Old::graph);
  CHECK(model.architecture == "old");
  CHECK(model.class_names == std::vector<std::string>{"cat", "d\"og", "v\u00f6gel"});
  CHECK(model.preprocessing == Preprocessing{.resize = 14, .crop = 12});
  torch::Tensor images = torch::empty({2, 3, 12, 10});
  graft_tests::deterministic_fill("input", {images.data_ptr<float>(), static_cast<std::size_t>(images.numel())}, 1, 0);
  const torch::NoGradGuard no_grad;
  const torch::Tensor wanted = torch::tensor(
      {{-0.792463839F, -0.852871299F, 0.160756797F}, {-0.672420621F, -0.959324062F, 0.284858495F}});  // as it said then
  CHECK(torch::allclose(model.network->forward(images), wanted, 1e-5, 1e-6));
  CHECK(torch::allclose(model.network->infer(images), wanted, 1e-5, 1e-6));
}

TEST_CASE("it is saved in today's format, which is read to the last row") {
  const scratch::Folder folder;
  save_model(folder / "again.safetensors", load_model(GRAFT_TEST_DATA "weights/recorded/model_format_1.safetensors"));
  std::map<std::string, std::string> metadata;
  const StateDict tensors = read_safetensors(folder / "again.safetensors", &metadata);
  std::string& text = metadata.at("graft.model");
  CHECK(text.find("\"format\":" + std::to_string(graft::detail::graph_format)) != std::string::npos);
  graph_tests::check_equal(load_model(folder / "again.safetensors").network->graph(), Old::graph);

  // In today's format nothing may be missing, and what is of tomorrow is refused by name.
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    REQUIRE(at != std::string::npos);
    changed.replace(at, from.size(), to);
    write_safetensors(folder / "bad.safetensors", tensors, {{"graft.model", changed}});
    return scratch::complaint<WeightsError>([&] { (void)load_model(folder / "bad.safetensors"); });
  };
  CHECK(with(",\"inplace\":false", "").find("'inplace' is missing") != std::string::npos);
  CHECK(with("\"format\":2", "\"format\":99").find("format 99") != std::string::npos);
  CHECK(with("\"format\":2", "\"format\":0").find("'format'") != std::string::npos);
}

}  // namespace graph_json_tests
