#pragma once

/// The bodies of tuner/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/tuner/impl/build_network.hpp>
#include <graft/tuner/impl/extractor_core.hpp>
#include <graft/tuner/impl/predict.hpp>
#include <graft/tuner/impl/tuner_core.hpp>
