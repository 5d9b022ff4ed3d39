#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/weights/state/detail/byte_count.hpp>
#include <graft/weights/state/state_dict.hpp>

namespace graft::detail {

/// The tensors of a file, as they are read. What must hold for every format's tensors is checked here: their names, their
/// shapes, that none comes twice, that they have no more elements than the file can have. That what is loaded is finite is
/// `load_state`'s to check.
class CheckedState {
 public:
  /// `where`: the file's name, for messages. `bytes`: how many it has for its tensors.
  CheckedState(std::string where, std::uint64_t bytes) : where_(std::move(where)), bytes_(bytes) {}

  /// The bytes of a dense tensor, before there is memory for it.
  std::uint64_t bytes_of(const std::string& name, std::span<const std::int64_t> shape, std::size_t element) const {
    const std::optional<std::uint64_t> bytes = byte_count(shape, element);
    if (!bytes) fail("tensor '" + printable(name) + "' has an impossible shape");
    return *bytes;
  }

  void add(const std::string& name, ::torch::Tensor tensor) {
    if (name.size() > max_name)
      fail("a tensor's name is longer than " + std::to_string(max_name) + " characters: '" + printable(name) + "'");
    if (tensors_.contains(name)) fail("it has the tensor '" + printable(name) + "' twice");
    // A stride of zero repeats elements for free: without a limit, a small file could describe a tensor too large to copy.
    const auto count = static_cast<std::uint64_t>(tensor.numel());
    if (__builtin_add_overflow(elements_, count, &elements_) || elements_ > 64 + 4 * bytes_)
      fail("its tensors repeat far more elements than it has bytes, at tensor '" + printable(name) + "'");
    tensors_.set(name, std::move(tensor));
  }

  bool empty() const noexcept { return tensors_.empty(); }
  StateDict finish() && { return std::move(tensors_); }

 private:
  static constexpr std::size_t max_name = 2'000;

  [[noreturn]] void fail(const std::string& what) const {
    throw WeightsError("damaged weights file '" + where_ + "': " + what + " (get the file again)");
  }

  std::string where_;
  std::uint64_t bytes_;
  std::uint64_t elements_ = 0;
  StateDict tensors_;
};

}  // namespace graft::detail
