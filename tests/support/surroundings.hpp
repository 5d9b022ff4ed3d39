#pragma once

#include <string>

namespace graft_tests {

/// The folder tests/ of this checkout, with a slash at its end. A function, so that a test compiles to the same in every
/// checkout, and ccache knows it again.
[[nodiscard]] const std::string& tests_folder();

/// Whether the running test, or the rest of it, must be left out because something is not there: what `needed` names, such as
/// "AVX2 instructions". The program then says so at its end, and tests/run.sh after all tests.
bool skipped_without(bool there, const std::string& needed);

}  // namespace graft_tests

#ifndef GRAFT_TEST_DATA
/// Followed by the name of a file in tests/, as a literal.
#define GRAFT_TEST_DATA graft_tests::tests_folder() + ""
#endif
