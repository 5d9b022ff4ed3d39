#pragma once

#include <graft/task/classification.hpp>

namespace graft::detail {

/// The task of a training that names none; the number of its classes is not checked.
inline const Classification classification{0};

}  // namespace graft::detail
