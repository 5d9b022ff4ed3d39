#pragma once

/// The bodies of network/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/network/impl/adapt_input_channels.hpp>
#include <graft/network/impl/edit.hpp>
#include <graft/network/impl/feature_maps.hpp>
#include <graft/network/impl/freeze.hpp>
#include <graft/network/impl/initialize.hpp>
#include <graft/network/impl/look.hpp>
#include <graft/network/impl/module_tree.hpp>
#include <graft/network/impl/network.hpp>
#include <graft/network/impl/network_freezing.hpp>
#include <graft/network/impl/summary.hpp>
#include <graft/network/impl/to_string.hpp>
