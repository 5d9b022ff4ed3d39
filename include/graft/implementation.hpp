#pragma once

/// The bodies of graft's large functions, and stb_image's: in exactly one file of a program.
///
/// The headers only declare them, so that a unit which uses graft compiles little longer than LibTorch itself. The CMake and
/// Meson targets bring that file; without them, `#define GRAFT_IMPLEMENTATION` before including graft in one of yours.

#include <graft/data/implementation.hpp>
#include <graft/engine/implementation.hpp>
#include <graft/network/implementation.hpp>
#include <graft/platform/implementation.hpp>
#include <graft/task/implementation.hpp>
#include <graft/train/implementation.hpp>
#include <graft/tuner/implementation.hpp>
#include <graft/weights/implementation.hpp>
