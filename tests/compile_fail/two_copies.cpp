// expect-error: graft is in this unit twice

#define GRAFT_VERSION_MAJOR 9  // what another copy of graft has defined
#include <graft/version.hpp>
