#pragma once

/// The one place of the version; CMake and Meson read these three lines.
#define GRAFT_VERSION_MAJOR 0
#define GRAFT_VERSION_MINOR 1
#define GRAFT_VERSION_PATCH 0
