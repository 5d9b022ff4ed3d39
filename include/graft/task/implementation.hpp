#pragma once

/// The bodies of task/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/task/impl/classification.hpp>
#include <graft/task/impl/make_loss.hpp>
#include <graft/task/impl/multi_label.hpp>
#include <graft/task/impl/regression.hpp>
#include <graft/task/impl/segmentation.hpp>
#include <graft/task/impl/task.hpp>
