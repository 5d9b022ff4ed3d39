#include <graft/version.hpp>

static_assert(GRAFT_VERSION == GRAFT_VERSION_MAJOR * 10'000 + GRAFT_VERSION_MINOR * 100 + GRAFT_VERSION_PATCH);
static_assert(sizeof(GRAFT_VERSION_STRING) >= sizeof("0.0.0"));
