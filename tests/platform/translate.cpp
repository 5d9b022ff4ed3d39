#include "support/torch_doctest.hpp"

#include <string>

#include <graft/platform/translate.hpp>

#include "weights/scratch.hpp"

namespace translate_tests {

using namespace graft;

TEST_CASE("LibTorch's exception becomes ours: one line, without a backtrace, with what was being done") {
  const auto multiply = [] { return torch::mm(torch::zeros({2, 3}), torch::zeros({2, 3})); };
  const std::string said = scratch::complaint<Error>([&] { (void)translate_errors("multiplying", multiply); });
  CHECK(said.starts_with("multiplying: "));
  CHECK(said.find("2x3") != std::string::npos);
  CHECK(said.find('\n') == std::string::npos);
  CHECK(said.find("frame #") == std::string::npos);
  CHECK(scratch::complaint<UsageError>([&] { (void)translate_errors<UsageError>("multiplying", multiply); }) == said);
}

TEST_CASE("values, references and other exceptions pass") {
  int number = 1;
  int& same = translate_errors("nothing", [&]() -> int& { return number; });
  CHECK(&same == &number);
  CHECK(translate_errors("nothing", [] { return 7; }) == 7);
  CHECK(scratch::complaint<DataError>([] { translate_errors("nothing", [] { throw DataError("mine"); }); }) == "mine");
}

}  // namespace translate_tests
