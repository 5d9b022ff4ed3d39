#pragma once

#include <graft/platform/libtorch.hpp>

// LibTorch built with glog leaks these seven names, which are doctest's: LibTorch first, then doctest, or a failing CHECK
// aborts.
#undef CHECK
#undef CHECK_EQ
#undef CHECK_NE
#undef CHECK_LT
#undef CHECK_LE
#undef CHECK_GT
#undef CHECK_GE

#include <doctest/doctest.h>

#include "support/surroundings.hpp"
