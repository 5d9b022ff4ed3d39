#include "graph/edits.hpp"

#include <graft/graph/slice.hpp>
#include <graft/zoo/alexnet.hpp>

namespace slice_tests {

using namespace edit_tests;

TEST_CASE("a slice keeps what Python's slice keeps") {
  const auto kept = [](int begin, int end) {
    const Tables tables = slice(AlexNet::graph, "classifier", begin, end);
    std::string names;
    for (const Module& module : tables.modules)
      if (module.parent >= 0 && tables.modules[static_cast<std::size_t>(module.parent)].name == "classifier")
        names += module.name.view();
    return names;
  };
  CHECK(kept(0, -2) == "01234");
  CHECK(kept(0, 5) == "01234");
  CHECK(kept(-2, to_the_end) == "56");
  CHECK(kept(2, 4) == "23");
  CHECK(kept(0, to_the_end) == "0123456");
  CHECK(kept(-100, 100) == "0123456");
  CHECK(kept(4, 2) == "");
  CHECK(kept(7, to_the_end) == "");
}

TEST_CASE("classifier[:-2] of AlexNet gives 4096 features and has no classifier") {
  const Tables tables = slice(AlexNet::graph, "classifier", 0, -2);
  check_indices(tables);
  CHECK(tables.check.ok());
  CHECK(tables.classifier == -1);
  CHECK(GraphView(tables).output_shape() == Shape{4096});
}

TEST_CASE("only a Sequential that is there has slices") {
  CHECK(slice(AlexNet::graph, "avgpool", 0).check.problem == Problem::not_a_sequential);
  const Tables tables = slice(AlexNet::graph, "clasifier", 0);
  CHECK(tables.check.problem == Problem::no_such_path);
  CHECK(GraphView(tables).path(tables.check.module) == "classifier");
}

}  // namespace slice_tests
