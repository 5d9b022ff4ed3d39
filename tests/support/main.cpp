#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace graft_tests {

const std::string& tests_folder() {
  static const std::string folder = GRAFT_TEST_DATA;
  return folder;
}

/// Says at the end which tests left out what this machine cannot do.
struct SkippedReporter : doctest::IReporter {
  explicit SkippedReporter(const doctest::ContextOptions& options) : output(*options.cout) {}

  void test_case_start(const doctest::TestCaseData& test) override { current = test.m_name; }
  void test_run_end(const doctest::TestRunStats&) override {
    for (const auto& [test, reason] : skipped) output << "[graft] skipped: " << test << ": " << reason << '\n';
    skipped.clear();
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

  static inline std::string current;
  static inline std::vector<std::pair<std::string, std::string>> skipped;
  std::ostream& output;
};

REGISTER_LISTENER("skipped", 1, SkippedReporter);

bool skipped_without(bool there, const std::string& needed) {
  const std::pair<std::string, std::string> entry{SkippedReporter::current, "this machine has no " + needed};
  if (!there && (SkippedReporter::skipped.empty() || SkippedReporter::skipped.back() != entry))
    SkippedReporter::skipped.push_back(entry);
  return !there;
}

}  // namespace graft_tests
