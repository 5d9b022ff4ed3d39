#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <graft/graph/shape/size2.hpp>
#include <graft/network/look.hpp>
#include <graft/platform/gateway.hpp>

namespace graft {

/// What a network gives for a batch: its main output, and its named ones where a task wants them.
struct NetworkOutputs {
  ::torch::Tensor main{};
  std::vector<NamedTensor> named{};
  std::optional<Size2> image_size{};  ///< height and width of the images that they are for

  /// A named output; undefined where there is none of this name, as an auxiliary one in evaluation mode.
  [[nodiscard]] ::torch::Tensor find(std::string_view name) const {
    for (const auto& [its_name, value] : named)
      if (its_name == name) return value;
    return {};
  }
};

}  // namespace graft
