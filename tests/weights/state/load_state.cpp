#include "support/torch_doctest.hpp"

#include <graft/weights/state/load_state.hpp>

#include "weights/scratch.hpp"

namespace load_state_tests {

using graft::load_state;
using graft::LoadReport;
using graft::StateDict;

StateDict network() {
  StateDict tensors;
  tensors.set("conv1.weight", torch::zeros({2, 3}).requires_grad_());
  tensors.set("bn1.running_mean", torch::zeros({2}));
  tensors.set("bn1.num_batches_tracked", torch::zeros({}, torch::kLong));
  tensors.set("fc.weight", torch::zeros({2, 4}));
  tensors.set("fc.bias", torch::zeros({2}));
  return tensors;
}

StateDict file() {
  StateDict tensors;
  tensors.set("conv1.weight", torch::ones({2, 3}, torch::kHalf));
  tensors.set("bn1.running_mean", torch::ones({2}, torch::kDouble));
  tensors.set("bn1.num_batches_tracked", torch::full({1}, 5, torch::kLong));
  tensors.set("fc.weight", torch::ones({1000, 4}));
  tensors.set("fc.bias", torch::ones({1000}));
  return tensors;
}

std::string complaint(const StateDict& target, const StateDict& source, const graft::LoadOptions& options = {}) {
  return scratch::complaint<graft::WeightsError>([&] { load_state(target, source, options, "resnet.pth"); });
}

TEST_CASE("weights are copied in place, whatever their element type, and the replaced head is left alone") {
  const StateDict target = network();
  const LoadReport report = load_state(target, file(), {.except = {"fc"}}, "resnet.pth");
  CHECK(report.ok());
  CHECK(report.text() == "3 tensors loaded, 2 skipped");
  CHECK(report.skipped == std::vector<std::string>{"fc.weight", "fc.bias"});
  CHECK(target.at("conv1.weight").equal(torch::ones({2, 3})));
  CHECK(target.at("conv1.weight").requires_grad());
  CHECK(target.at("conv1.weight").is_leaf());
  CHECK(target.at("bn1.running_mean").dtype() == torch::kFloat);
  CHECK(target.at("bn1.num_batches_tracked").item<std::int64_t>() == 5);
  CHECK(target.at("fc.weight").abs().max().item<float>() == 0);
}

TEST_CASE("an exception is a whole path, and a head that the file lacks is no problem") {
  StateDict source = file();
  source.set("fc2.weight", torch::ones({1}));
  CHECK(complaint(network(), source, {.except = {"fc"}}) ==
        "weights 'resnet.pth' do not fit the network, so nothing was loaded: 1 unexpected (fc2.weight); 3 of 5 tensors "
        "fit "
        "(another architecture, or weights with another head?)");
  StateDict headless;
  for (const auto& [name, tensor] : file())
    if (!name.starts_with("fc")) headless.set(name, tensor);
  CHECK(load_state(network(), headless, {.except = {"fc"}}).ok());
}

TEST_CASE("in strict mode a misfit is one line with names and shapes, and nothing is copied") {
  const StateDict target = network();
  const std::string said = complaint(target, file());
  CHECK(said ==
        "weights 'resnet.pth' do not fit the network, so nothing was loaded: 2 of another shape (fc.weight needs [2, "
        "4] but got [1000, 4], "
        "fc.bias needs [2] but got [1000]); 3 of 5 tensors fit (another architecture, or weights with another "
        "head?)");
  CHECK(target.at("conv1.weight").abs().max().item<float>() == 0);
}

TEST_CASE("a misspelt name is paired with the closest one") {
  StateDict source;
  for (const auto& [name, tensor] : network()) source.set(name == "bn1.running_mean" ? "bn1.runing_mean" : name, tensor);
  const std::string said = complaint(network(), source);
  CHECK(said.find("1 missing (bn1.running_mean), 1 unexpected (bn1.runing_mean)") != std::string::npos);
  CHECK(said.find("is 'bn1.running_mean' meant to be 'bn1.runing_mean'?") != std::string::npos);
}

TEST_CASE("without strict mode what fits is copied and the report has the rest") {
  const StateDict target = network();
  StateDict source = file();
  source.set("extra", torch::ones({1}));
  const LoadReport report = load_state(target, source, {.strict = false});
  CHECK_FALSE(report.ok());
  CHECK(report.loaded.size() == 3);
  CHECK(report.mismatched.size() == 2);
  CHECK(report.mismatched[0].expected == std::vector<std::int64_t>{2, 4});
  CHECK(report.unexpected == std::vector<std::string>{"extra"});
  CHECK(target.at("conv1.weight").equal(torch::ones({2, 3})));
}

TEST_CASE("what has another shape is left at its initial values on request, and said so; all else stays strict") {
  const StateDict target = network();
  target.at("fc.bias").fill_(0.5);
  const LoadReport report = load_state(target, file(), {.skip_mismatched = true}, "resnet.pth");
  CHECK(report.loaded.size() == 3);
  CHECK(report.mismatched.size() == 2);
  CHECK(report.text() ==
        "3 tensors loaded, 2 of another shape (fc.weight needs [2, 4] but got [1000, 4], fc.bias needs [2] but got [1000]), "
        "left at "
        "their initial values");
  CHECK(target.at("conv1.weight").equal(torch::ones({2, 3})));
  CHECK(target.at("fc.bias").equal(torch::full({2}, 0.5)));

  const StateDict untouched = network();
  StateDict source = file();
  source.set("extra", torch::ones({1}));
  CHECK(complaint(untouched, source, {.skip_mismatched = true}).find("nothing was loaded: 1 unexpected (extra)") !=
        std::string::npos);
  StateDict incomplete;
  for (const auto& [name, tensor] : file())
    if (name != "conv1.weight") incomplete.set(name, tensor);
  CHECK(complaint(untouched, incomplete, {.skip_mismatched = true}).find("1 missing (conv1.weight)") != std::string::npos);
  CHECK(untouched.at("bn1.running_mean").abs().max().item<float>() == 0);
}

TEST_CASE("files from before num_batches_tracked load, and only that may be missing") {
  StateDict source;
  for (const auto& [name, tensor] : network())
    if (!name.ends_with("tracked")) source.set(name, tensor);
  CHECK(load_state(network(), source).ok());
  const std::string said = complaint(network(), StateDict{});
  CHECK(said.find("4 missing (conv1.weight, bn1.running_mean, fc.weight, ...)") != std::string::npos);
  CHECK(said.find("(another architecture?)") != std::string::npos);
}

TEST_CASE("a file that lacks a tensor is called incomplete, and one of another architecture gets no chance suggestion") {
  StateDict most;
  for (const auto& [name, tensor] : network())
    if (name != "fc.bias") most.set(name, tensor);
  CHECK(complaint(network(), most).ends_with("4 of 5 tensors fit (is the file incomplete?)"));
  StateDict other;
  other.set("features.conv1.weight", torch::ones({2, 3}));
  const std::string said = complaint(network(), other);
  CHECK(said.find("meant to be") == std::string::npos);
  CHECK(said.ends_with("(another architecture?)"));
}

}  // namespace load_state_tests
