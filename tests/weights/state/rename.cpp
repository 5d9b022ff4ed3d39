#include "support/torch_doctest.hpp"

#include <graft/weights/state/rename.hpp>

#include "weights/scratch.hpp"

namespace rename_tests {

using graft::rename_prefix;
using graft::StateDict;
using Names = std::vector<std::string>;

StateDict named(const Names& names) {
  StateDict tensors;
  for (std::size_t i = 0; i < names.size(); ++i) tensors.set(names[i], torch::full({1}, static_cast<double>(i)));
  return tensors;
}

template <class Action>
std::string complaint(Action action) {
  return scratch::complaint<graft::WeightsError>(action);
}

TEST_CASE("a prefix is taken off, put on or replaced where it is there, in the same order and without a copy") {
  const StateDict file = named({"module.b", "module.a", "other.module.c", "modules"});
  const StateDict plain = rename_prefix(file, "module.", "");
  CHECK(plain.names() == Names{"b", "a", "other.module.c", "modules"});
  CHECK(plain.at("a").data_ptr() == file.at("module.a").data_ptr());
  CHECK(rename_prefix(plain, "", "backbone.").names() ==
        Names{"backbone.b", "backbone.a", "backbone.other.module.c", "backbone.modules"});
  CHECK(rename_prefix(named({"head.weight", "body.head.weight"}), "head.", "fc.").names() ==
        Names{"fc.weight", "body.head.weight"});
  CHECK(rename_prefix(file, "none.", "").names() == file.names());
  CHECK(complaint([&] { rename_prefix(named({"fc.weight"}), "fc.weight", ""); }) ==
        "cannot rename: nothing is left of the name of tensor 'fc.weight'");
}

TEST_CASE("a rule renames tensors and drops those to which it gives no name") {
  const StateDict file = named({"classifier.weight", "classifier.bias", "conv1.weight", "aux.weight"});
  const StateDict renamed = graft::rename(file, [](std::string_view name) {
    if (name.starts_with("aux")) return std::string();
    return name == "conv1.weight" ? std::string(name) : "fc" + std::string(name.substr(name.rfind('.')));
  });
  CHECK(renamed.names() == Names{"fc.weight", "fc.bias", "conv1.weight"});
  CHECK(renamed.at("fc.bias").item<float>() == 1);
  CHECK(graft::rename({}, [](std::string_view name) { return std::string(name); }).empty());
}

TEST_CASE("two tensors that would get the same name are an error that names both") {
  CHECK(complaint([] {
          rename_prefix(named({"a", "module.b", "module.a"}), "module.", "");
        }) == "cannot rename: tensors 'a' and 'module.a' would both be 'a' (rename or drop one of them first)");
  CHECK(complaint([] {
          graft::rename(named({"x", "y"}), [](std::string_view) { return std::string("z"); });
        }).find("'x' and 'y' would both be 'z'") != std::string::npos);
}

}  // namespace rename_tests
