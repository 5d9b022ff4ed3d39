#pragma once

#include <cstdint>

#include <graft/graph/shape/check.hpp>
#include <graft/graph/shape/shape.hpp>
#include <graft/graph/shape/size2.hpp>

namespace graft {

/// The result of inferring a layer's output shape: the shape, or the problem.
struct Inferred {
  Shape shape{};
  Problem problem = Problem::none;
  std::int64_t wanted = 0;
  std::int64_t got = 0;

  [[nodiscard]] static constexpr Inferred failed(Problem problem, std::int64_t wanted, std::int64_t got) {
    return {{}, problem, wanted, got};
  }
};

}  // namespace graft
