#include "support/doctest.hpp"

#include <limits>

#include <graft/core/python_repr.hpp>

namespace python_repr_tests {

using namespace graft;

TEST_CASE("numbers are written as Python's repr writes them") {
  CHECK(python_repr(0.0) == "0.0");
  CHECK(python_repr(-0.5) == "-0.5");
  CHECK(python_repr(2.0) == "2.0");
  CHECK(python_repr(0.1) == "0.1");
  CHECK(python_repr(0.0001) == "0.0001");
  CHECK(python_repr(1e-5) == "1e-05");
  CHECK(python_repr(1.5e-7) == "1.5e-07");
  CHECK(python_repr(1e15) == "1000000000000000.0");
  CHECK(python_repr(1e16) == "1e+16");
  CHECK(python_repr(1.0 / 3) == "0.3333333333333333");
  CHECK(python_repr(std::numeric_limits<double>::denorm_min()) == "5e-324");
  CHECK(python_repr(-std::numeric_limits<double>::infinity()) == "-inf");
  CHECK(python_repr(std::numeric_limits<double>::quiet_NaN()) == "nan");
}

TEST_CASE("truth values are written as Python writes them") {
  CHECK(python_repr(true) == "True");
  CHECK(python_repr(false) == "False");
}

}  // namespace python_repr_tests
