#pragma once

/// The version of graft: three numbers, which CMake and Meson read here, and what follows from them.

#if defined(GRAFT_VERSION_MAJOR)
#error "graft is in this unit twice (its single header beside its folder, or two versions): include one of them"
#endif

#define GRAFT_VERSION_MAJOR 0
#define GRAFT_VERSION_MINOR 1
#define GRAFT_VERSION_PATCH 0

/// The version as one number that grows, such as 100 for 0.1.0: `#if GRAFT_VERSION >= 200`.
#define GRAFT_VERSION (GRAFT_VERSION_MAJOR * 10000 + GRAFT_VERSION_MINOR * 100 + GRAFT_VERSION_PATCH)

#define GRAFT_DETAIL_TEXT(number) #number
#define GRAFT_DETAIL_VERSION_TEXT(major, minor, patch) \
  GRAFT_DETAIL_TEXT(major) "." GRAFT_DETAIL_TEXT(minor) "." GRAFT_DETAIL_TEXT(patch)
/// The version as text, such as "0.1.0".
#define GRAFT_VERSION_STRING GRAFT_DETAIL_VERSION_TEXT(GRAFT_VERSION_MAJOR, GRAFT_VERSION_MINOR, GRAFT_VERSION_PATCH)

#define GRAFT_DETAIL_JOIN(major, minor, patch) v##major##_##minor##_##patch
#define GRAFT_DETAIL_VERSION_NAME(major, minor, patch) GRAFT_DETAIL_JOIN(major, minor, patch)
/// The inline namespace, such as `v0_1_0`, of the classes that graft's bodies take and give: a unit that includes the headers
/// of one version does not link with the bodies of another, instead of misreading its objects.
#define GRAFT_VERSION_NAMESPACE GRAFT_DETAIL_VERSION_NAME(GRAFT_VERSION_MAJOR, GRAFT_VERSION_MINOR, GRAFT_VERSION_PATCH)
