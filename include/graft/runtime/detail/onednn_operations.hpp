#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include <graft/runtime/detail/onednn.hpp>
#include <graft/runtime/gateway.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// Primitives, and what LibTorch does between them, in the order in which they run. They share one scratchpad.
class Operations {
 public:
  /// Shown what value is there now.
  using Look = std::function<void(int call)>;

  template <class Description>
  void add(const Description& description, Arguments arguments) {
    const memory::desc scratchpad = description.scratchpad_desc();
    if (scratchpad.get_size() > 0) {
      scratchpad_size_ = std::max(scratchpad_size_, scratchpad.get_size());
      scratchpads_.emplace_back(operations_.size(), scratchpad);
    }
    operations_.push_back({::dnnl::primitive(description.get()), std::move(arguments)});
  }

  void add(std::function<void()> plain) { operations_.push_back({{}, {}, std::move(plain)}); }

  /// The value of a call is there behind the last one that was added.
  void mark(int call) { operations_.back().gives = call; }

  /// Nothing is added any more.
  void finish() {
    scratchpad_ = ::torch::empty({static_cast<std::int64_t>(std::max<std::size_t>(scratchpad_size_, 64))}, ::torch::kByte);
    for (const auto& [index, description] : scratchpads_) operations_[index].arguments[DNNL_ARG_SCRATCHPAD] = memory(description, processor(), scratchpad_.data_ptr());
  }

  void run(const Look& look) {
    for (Operation& operation : operations_) {
      if (operation.plain) operation.plain();
      else operation.primitive.execute(stream_, operation.arguments);
      if (look && operation.gives >= 0) look(operation.gives);
    }
    stream_.wait();
  }

 private:
  struct Operation {
    ::dnnl::primitive primitive{};
    Arguments arguments{};
    std::function<void()> plain{};  // instead of the primitive: by LibTorch
    int gives = -1;
  };

  std::vector<Operation> operations_;
  std::vector<std::pair<std::size_t, memory::desc>> scratchpads_;  // by operation
  std::size_t scratchpad_size_ = 0;
  ::torch::Tensor scratchpad_;
  ::dnnl::stream stream_{processor()};
};

}  // namespace graft::detail::onednn

#endif
