#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include <graft/engine/plan/onednn/detail/workspaces.hpp>
#include <graft/graph/shape/row_id.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/onednn.hpp>

#if defined(GRAFT_HAS_ONEDNN)

namespace graft::detail::onednn {

/// A list of operations, primitives of oneDNN and functions that call LibTorch, which share one scratchpad.
class Operations {
 public:
  explicit Operations(Workspaces& workspaces) : workspaces_(workspaces) {}
  Operations(const Operations&) = delete;
  Operations& operator=(const Operations&) = delete;
  ~Operations() { forget_primitives(operations_.size()); }

  /// Called after each operation that completes the value of a call.
  using Observer = std::function<void(CallId call)>;

  template <class Description>
  void add(const Description& description, Arguments arguments) {
    const memory::desc scratchpad = description.scratchpad_desc();
    if (scratchpad.get_size() > 0) {
      scratchpad_size_ = std::max(scratchpad_size_, scratchpad.get_size());
      scratchpads_.emplace_back(scratchpad, processor(), nullptr);
      arguments[DNNL_ARG_SCRATCHPAD] = scratchpads_.back();
    }
    operations_.push_back({::dnnl::primitive(description.get()), std::move(arguments)});
    (void)process_ends();
  }

  void add(std::function<void()> eager) { operations_.push_back({{}, {}, std::move(eager)}); }

  /// Keeps the memory of a tensor that operations read for as long as they exist.
  void keep(const ::torch::Tensor& tensor) { kept_.push_back(tensor); }

  /// Says that the operation added last completes the value of a call.
  void mark(CallId call) { operations_.back().value = call; }

  void run(const Observer& observer) {
    const ::torch::Tensor workspace = workspaces_.take(scratchpad_size_);
    for (memory& scratchpad : scratchpads_) scratchpad.set_data_handle(workspace.data_ptr());
    for (Operation& operation : operations_) {
      if (operation.eager)
        operation.eager();
      else
        execute(operation.primitive, stream_, operation.arguments);
      if (observer && operation.value.exists()) observer(operation.value);
    }
    stream_.wait();
    workspaces_.give_back(workspace);
  }

 private:
  struct Operation {
    ::dnnl::primitive primitive{};
    Arguments arguments{};
    std::function<void()> eager{};  // instead of a primitive
    CallId value{};                 // the call whose value it completes
  };

  std::vector<Operation> operations_;
  std::vector<::torch::Tensor> kept_;
  Workspaces& workspaces_;
  std::vector<memory> scratchpads_;  // one a primitive; all get the same workspace
  std::size_t scratchpad_size_ = 0;
  ::dnnl::stream stream_{processor()};
};

}  // namespace graft::detail::onednn

#endif
