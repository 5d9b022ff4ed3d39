#include "support/torch_doctest.hpp"

#include <graft/weights/state/load_report.hpp>

namespace load_report_tests {

TEST_CASE("a report without problems is fine and says what was loaded and skipped") {
  graft::LoadReport report;
  report.loaded = {"a"};
  CHECK(report.ok());
  CHECK(report.text() == "1 tensor loaded");
  report.loaded.push_back("b");
  report.skipped = {"fc.weight", "fc.bias"};
  CHECK(report.text() == "2 tensors loaded, 2 skipped");
  CHECK(report.problems().empty());
}

TEST_CASE("each kind of problem is counted, the first three names are shown, and any of them is not ok") {
  graft::LoadReport report;
  report.missing = {"a", "b", "c", "d"};
  CHECK_FALSE(report.ok());
  CHECK(report.problems() == "4 missing (a, b, c, ...)");
  report.unexpected = {"x"};
  report.mismatched = {{"fc.weight", {2, 4}, {1000, 4}}};
  CHECK(report.text() ==
        "0 tensors loaded, 4 missing (a, b, c, ...), 1 unexpected (x), 1 of another shape (fc.weight needs [2, 4] but got "
        "[1000, 4]), left at its initial values");
  CHECK(report.problems().ends_with("1 of another shape (fc.weight needs [2, 4] but got [1000, 4])"));
  report.mismatched.push_back({"fc.bias", {2}, {1000}});
  CHECK(report.text().ends_with(
      "(fc.weight needs [2, 4] but got [1000, 4], fc.bias needs [2] but got [1000]), left at their initial values"));
  report.missing.clear();
  report.unexpected.clear();
  CHECK_FALSE(report.ok());
}

}  // namespace load_report_tests
