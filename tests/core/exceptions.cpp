#include "support/doctest.hpp"

#include <stdexcept>
#include <string>
#include <type_traits>

#include <graft/core/exceptions.hpp>

namespace exceptions_tests {

template <class Kind>
void is_caught_as_an_error() {
  static_assert(std::is_base_of_v<graft::Error, Kind> && std::is_base_of_v<std::runtime_error, Kind>);
  try {
    throw Kind("what, expected, got");
  } catch (const graft::Error& error) {
    CHECK(std::string(error.what()) == "what, expected, got");
  }
}

TEST_CASE("every error of graft is caught as graft::Error and keeps its sentence") {
  is_caught_as_an_error<graft::WeightsError>();
  is_caught_as_an_error<graft::DataError>();
  is_caught_as_an_error<graft::ShapeError>();
  is_caught_as_an_error<graft::TrainingError>();
  is_caught_as_an_error<graft::UsageError>();
}

TEST_CASE("one kind of error is not another") {
  static_assert(!std::is_base_of_v<graft::DataError, graft::WeightsError>);
  static_assert(!std::is_base_of_v<graft::WeightsError, graft::DataError>);
  CHECK_THROWS_AS(throw graft::DataError(""), graft::DataError);
}

}  // namespace exceptions_tests
