#pragma once

/// Tests that need no LibTorch include this; tests that need it include torch_doctest.hpp instead. Nothing else includes
/// doctest.
#ifdef GRAFT_TESTS_USE_TORCH
#include "support/torch_doctest.hpp"
#else
#include <doctest/doctest.h>
#endif

#include "support/surroundings.hpp"
