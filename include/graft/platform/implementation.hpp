#pragma once

/// The bodies of platform/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/platform/impl/device.hpp>
