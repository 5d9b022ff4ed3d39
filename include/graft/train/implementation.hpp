#pragma once

/// The bodies of train/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/train/features/impl/feature_cache.hpp>
#include <graft/train/impl/begin_training.hpp>
#include <graft/train/impl/evaluate.hpp>
#include <graft/train/impl/fit.hpp>
#include <graft/train/impl/make_optimizer.hpp>
