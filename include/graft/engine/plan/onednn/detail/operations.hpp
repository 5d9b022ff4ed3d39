#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include <graft/engine/plan/onednn/detail/workspaces.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// Primitives, and what LibTorch does between them, in the order in which they run. They share one scratchpad.
class Operations {
 public:
  explicit Operations(Workspaces& workspaces) : workspaces_(workspaces) {}
  Operations(const Operations&) = delete;
  Operations& operator=(const Operations&) = delete;
  ~Operations() { forget_primitives(operations_.size()); }

  /// Shown what value is there now.
  using Look = std::function<void(int call)>;

  template <class Description>
  void add(const Description& description, Arguments arguments) {
    const memory::desc scratchpad = description.scratchpad_desc();
    if (scratchpad.get_size() > 0) {
      scratchpad_size_ = std::max(scratchpad_size_, scratchpad.get_size());
      scratchpads_.emplace_back(scratchpad, processor(), nullptr);
      arguments[DNNL_ARG_SCRATCHPAD] = scratchpads_.back();
    }
    operations_.push_back({::dnnl::primitive(description.get()), std::move(arguments)});
  }

  void add(std::function<void()> plain) { operations_.push_back({{}, {}, std::move(plain)}); }

  /// The value of a call is there behind the last one that was added.
  void mark(int call) { operations_.back().gives = call; }

  void run(const Look& look) {
    const ::torch::Tensor workspace = workspaces_.take(scratchpad_size_);
    for (memory& scratchpad : scratchpads_) scratchpad.set_data_handle(workspace.data_ptr());
    for (Operation& operation : operations_) {
      if (operation.plain)
        operation.plain();
      else
        execute(operation.primitive, stream_, operation.arguments);
      if (look && operation.gives >= 0) look(operation.gives);
    }
    stream_.wait();
    workspaces_.give_back(workspace);
  }

 private:
  struct Operation {
    ::dnnl::primitive primitive{};
    Arguments arguments{};
    std::function<void()> plain{};  // instead of the primitive: by LibTorch
    int gives = -1;
  };

  std::vector<Operation> operations_;
  Workspaces& workspaces_;
  std::vector<memory> scratchpads_;  // as the operations have them
  std::size_t scratchpad_size_ = 0;
  ::dnnl::stream stream_{processor()};
};

}  // namespace graft::detail::onednn

#endif
