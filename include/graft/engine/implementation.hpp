#pragma once

/// The bodies of engine/: in exactly one file of a program. See graft/implementation.hpp.

#include <graft/engine/eager/impl/attention.hpp>
#include <graft/engine/eager/impl/execute.hpp>
#include <graft/engine/eager/impl/matrix_product.hpp>
#include <graft/engine/eager/impl/window_attention.hpp>
#include <graft/engine/optimizer/impl/one_pass_adam.hpp>
#include <graft/engine/plan/impl/plan.hpp>
#include <graft/engine/plan/onednn/impl/backend.hpp>
#include <graft/engine/plan/torch/impl/backend.hpp>
