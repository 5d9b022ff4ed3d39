#include "support/torch_doctest.hpp"

#include <graft/weights/state/fit_names.hpp>
#include <graft/weights/state/load_state.hpp>

#include "weights/scratch.hpp"

namespace fit_names_tests {

using graft::fit_names;
using graft::FittedNames;
using graft::StateDict;
using Names = std::vector<std::string>;

StateDict named(const Names& names) {
  StateDict tensors;
  for (const std::string& name : names) tensors.set(name, torch::ones({2}));
  return tensors;
}

const Names network{"conv1.weight", "layer1.0.conv1.weight", "layer1.0.conv2.weight", "fc.weight", "fc.bias"};

StateDict with(const std::string& prefix, const Names& beside = {}) {
  Names names;
  for (const std::string& name : network) names.push_back(prefix + name);
  names.insert(names.end(), beside.begin(), beside.end());
  return named(names);
}

TEST_CASE("any prefix that all of the network's names have in the file is taken off, and what lacks it is left over") {
  for (const char* prefix :
       {"module.", "_orig_mod.", "module._orig_mod.", "model.", "backbone.", "model.encoder.", "a.b.c.d."}) {
    CAPTURE(prefix);
    const FittedNames fitted = fit_names(with(prefix, {"n_averaged", "loss.weight"}), named(network));
    CHECK(fitted.prefix == prefix);
    CHECK(fitted.tensors.names() == network);
    CHECK(fitted.left_over == Names{"n_averaged", "loss.weight"});
  }
  const FittedNames own = fit_names(with(""), named(network));
  CHECK(own.prefix.empty());
  CHECK(own.tensors.names() == network);
}

TEST_CASE("the plain names come first; what they have beside them stays, to be reported") {
  const FittedNames fitted = fit_names(with("", {"ema.conv1.weight", "extra"}), named(network));
  CHECK(fitted.prefix.empty());
  CHECK(fitted.tensors.size() == network.size() + 2);
  CHECK(fit_names(with(""), StateDict{}).tensors.size() == network.size());
}

TEST_CASE("several prefixes that explain the network are an error that names them; shapes tell two of a family apart") {
  StateDict both = with("student.");
  for (const auto& [name, tensor] : with("teacher.")) both.set(name, tensor);
  const std::string said = scratch::complaint<graft::WeightsError>([&] { (void)fit_names(both, named(network), "x.pth"); });
  CHECK(said ==
        "weights 'x.pth' have the network's tensors several times, under 'student', 'teacher'; choose one, as in .weights = "
        "{\"x.pth\", {.entry = \"teacher\"}}");
  both.set("teacher.layer1.0.conv2.weight", torch::ones({3}));
  CHECK(fit_names(both, named(network)).prefix == "student.");
}

TEST_CASE("a file without the head still has its prefix found, and one of another network stays as it is") {
  Names most;
  for (const std::string& name : network)
    if (!name.starts_with("fc")) most.push_back("module." + name);
  const FittedNames headless = fit_names(named(most), named(network));
  CHECK(headless.prefix == "module.");
  CHECK(headless.tensors.names().front() == "conv1.weight");
  const StateDict other = named({"features.0.weight", "layer9.conv1.weight", "module.x"});
  CHECK(fit_names(other, named(network)).tensors.names() == other.names());
}

TEST_CASE("what wrappers of PyTorch put inside of names is taken out") {
  const FittedNames fitted = fit_names(named({"conv1.weight", "layer1.module.0._orig_mod.conv1.weight",
                                              "layer1.module.0._orig_mod.conv2.weight", "fc.weight", "fc.bias"}),
                                       named(network));
  CHECK(fitted.tensors.names() == network);
  CHECK(fitted.prefix == "module._orig_mod.");
  CHECK(fit_names(with("net._fsdp_wrapped_module."), named(network)).tensors.names() == network);
}

TEST_CASE("torchvision's files of DenseNets, from when module names could have dots, are read as today's") {
  const std::string block = "features.denseblock1.denselayer1.";
  const std::vector<std::string> today{"features.conv0.weight", block + "norm1.weight", block + "conv1.weight",
                                       block + "norm2.running_mean", "classifier.weight"};
  const auto file = [&](const std::string& prefix, const std::string& layer) {
    return named({prefix + "features.conv0.weight", prefix + block + "norm.1.weight", prefix + block + "conv.1.weight",
                  prefix + block + layer, prefix + "classifier.weight"});
  };
  CHECK(fit_names(file("", "norm.2.running_mean"), named(today)).tensors.names() == today);
  const FittedNames wrapped = fit_names(file("module.", "norm.2.running_mean"), named(today));
  CHECK(wrapped.tensors.names() == today);
  CHECK(wrapped.prefix == "module.");
  // Nothing is read otherwise where that does not explain the network.
  CHECK(fit_names(file("", "norm.3.running_mean"), named(today)).tensors.contains(block + "norm.1.weight"));
  CHECK(fit_names(named({"norm.1.weight"}), named({"norm1.weight"})).tensors.contains("norm.1.weight"));
}

TEST_CASE("load_state takes the prefix off and says so, and what was left over, on a second line") {
  const graft::LoadReport report = graft::load_state(named(network), with("module.", {"n_averaged"}));
  CHECK(report.ok());
  CHECK(report.text() == "5 tensors loaded\n(prefix 'module.' taken off; left over: n_averaged)");
  graft::Checkpoint checkpoint;
  checkpoint.tensors = with("model.");
  checkpoint.entry = "state_dict";
  checkpoint.left_over = {"epoch", "args (argparse.Namespace)"};
  CHECK(graft::load_state(named(network), checkpoint).text() ==
        "5 tensors loaded\n(of entry 'state_dict', prefix 'model.' taken off; left over: epoch, args (argparse.Namespace))");
  CHECK(graft::load_state(named(network), with("model."), {.except = {"fc"}}).text() ==
        "3 tensors loaded, 2 skipped\n(prefix 'model.' taken off)");
}

}  // namespace fit_names_tests
