#include "graph/edits.hpp"

#include <memory>

#include <graft/graph/summary.hpp>

namespace summary_tests {

using namespace edit_tests;

TEST_CASE("a summary counts, and says where the frozen prefix ends") {
  const GraphView net = Small::graph;
  const auto frozen = std::make_unique<bool[]>(net.modules().size());
  for (ModuleId row{0}; row < net.module_count(); ++row) frozen[row.index()] = !net.is_within(row, net.find("classifier"));
  const Summary result = summary(net, {frozen.get(), net.modules().size()});
  CHECK(result.parameters == net.parameter_count());
  CHECK(result.trainable_parameters == net.parameter_count(net.find("classifier")));
  CHECK(result.multiply_adds == net.multiply_add_count());
  CHECK(result.frozen_prefix == "pool");
  CHECK(result.classifier == "classifier.2");
  CHECK(result.rows.front().name == "Conv2d-1");
  CHECK(result.rows[6].name == "Residual-7");  // stem, five calls of modules, and the block
  CHECK(result.rows[6].output == Shape{4, 8, 8});
  CHECK_FALSE(result.rows.front().trains);
  CHECK(result.rows.back().trains);
  const std::string text = result.text();
  CHECK(text.find("Trainable params: " + std::to_string(result.trainable_parameters)) != std::string::npos);
  CHECK(text.find("frozen prefix ends here") != std::string::npos);
  CHECK(summary(net).text().find("frozen prefix") == std::string::npos);
}

TEST_CASE("numbers have commas and sizes two decimals") {
  CHECK(graft::detail::with_commas(0) == "0");
  CHECK(graft::detail::with_commas(999) == "999");
  CHECK(graft::detail::with_commas(25557032) == "25,557,032");
  CHECK(graft::detail::two_decimals(97.488) == "97.49");
  CHECK(graft::detail::two_decimals(0.0) == "0.00");
}

}  // namespace summary_tests
