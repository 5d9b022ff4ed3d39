#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/engine/eager/leaf.hpp>
#include <graft/engine/plan/plan_source.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/uses.hpp>
#include <graft/network/foreign_module.hpp>
#include <graft/network/look.hpp>
#include <graft/network/module_tree.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/policy/compute_type.hpp>

namespace graft {
namespace detail {

class KeptPlans;

}  // namespace detail

/// Any network that a graph describes, as a module of LibTorch.
///
/// Its children are LibTorch's own modules under torchvision's names, in its order, so `named_modules()`,
/// `named_parameters()` and `->as<torch::nn::Conv2d>()` work on it. What is frozen stays in evaluation mode through
/// every `train()`. Images and filters are kept channels-last in memory, which is what convolutions are fastest with;
/// shapes do not show it.
///
/// Shapes: (N, C, H, W) -> what the graph's last call gives, with N in front.
/// Errors: ShapeError if the graph has a problem, if the input has other axes or channels than the graph's, or a size that it
/// cannot
///         take.
class Network : public ::torch::nn::Module {
 public:
  /// Builds the modules with LibTorch's random initial values. `foreign` gives a module for each opaque row.
  explicit Network(Tables tables, const std::vector<ForeignModule>& foreign = {});
  explicit Network(GraphView graph, const std::vector<ForeignModule>& foreign = {});

  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& images) { return run(images, 1, graph().call_count()); }

  /// Runs the calls in [first, last) on the value that call `first - 1` gave, and returns the last one's value. The only value
  /// that may cross `first` is that one, as `frozen_prefix` chooses it.
  [[nodiscard]] ::torch::Tensor run(const ::torch::Tensor& value, int first, int last);

  /// Runs the calls up to `last` (-1: all) on images as in evaluation mode, without gradients, by a Plan: several times as fast
  /// as `forward`. Plans are kept until the weights change. In float32, unless `compute_with` said otherwise.
  [[nodiscard]] ::torch::Tensor infer(const ::torch::Tensor& images, int last = -1) { return inference(last)(images); }

  /// `infer` as a function that several threads may call; it computes with the weights as they are now.
  [[nodiscard]] std::function<::torch::Tensor(const ::torch::Tensor& images)> inference(int last = -1);

  /// Sets what `infer` computes with; see available(). With i8, what is frozen waits for `calibrate`, and is bf16 or f32 until
  /// then; what trains is so always.
  void compute_with(ComputeType type);
  [[nodiscard]] ComputeType compute_type() const;

  /// Finds how large the values of the frozen calls up to `last` become, from images like those to come (64 are enough), so
  /// that they can be int8. It holds until the weights of those calls change.
  void calibrate(const ::torch::Tensor& images, int last = -1);
  /// Whether `calibrate` would make `infer` compute otherwise.
  [[nodiscard]] bool wants_calibration(int last = -1) const;
  /// What `calibrate` found for `infer` up to `last`: the largest magnitude that is held of each call's value; empty where it
  /// was not called, or nothing is int8.
  [[nodiscard]] std::vector<float> calibration(int last = -1) const;

  /// What the network gives under the name `out`, and its named outputs under theirs, in the mode that it is in: auxiliary ones
  /// are there while training. Source: torchvision's GoogLeNetOutputs, and the dictionaries of its segmentation networks.
  [[nodiscard]] std::vector<NamedTensor> outputs(const ::torch::Tensor& images);

  /// The values that some calls give for the images, in the order of `calls`; it runs no further than needed.
  [[nodiscard]] std::vector<::torch::Tensor> values(const ::torch::Tensor& images, std::span<const int> calls);

  /// Takes over an edited table, in which each module's `origin` is its row in this network's present one, or -1 for a new one.
  /// Modules that stay keep their weights and whether they are frozen; new ones get LibTorch's random initial values and train.
  /// What was held of the network (an optimizer, pointers to modules) is of before. `remove`, `replace` and the others use it.
  /// Errors: ShapeError if the tables have a problem; the network then stays as it is.
  void become(Tables edited);

  [[nodiscard]] GraphView graph() const { return tables_; }

  /// The module of a row, none of a Parameter's, or of a path; a path that is not there is a UsageError.
  [[nodiscard]] const std::shared_ptr<::torch::nn::Module>& module(int row) const {
    return leaves_.modules[static_cast<std::size_t>(row)].module;
  }
  [[nodiscard]] std::shared_ptr<::torch::nn::Module> module(const std::string& path) const;

  /// What a plan of it packs: its table, its modules and where they are.
  [[nodiscard]] operator PlanSource() const;

  /// The parameters, and the buffers, that a row owns itself: of a container they are rows of their own.
  [[nodiscard]] std::vector<::torch::Tensor> own_parameters(int row) const;
  [[nodiscard]] std::vector<::torch::Tensor> own_buffers(int row) const;

  /// Sets which rows of a tree of its modules keep their parameters and running statistics, and which train. Gradients of what
  /// is frozen are dropped.
  void freeze(const ModuleTree& tree, std::span<const bool> frozen);
  /// Remembers that rows of such a tree, whose parameters were set already, are frozen, or no longer so.
  void note_frozen(const ModuleTree& tree, const std::vector<std::size_t>& rows, bool frozen);

  /// Whether a module keeps what it owns itself: none of its own parameters requires a gradient. One that owns running
  /// statistics alone is frozen when `freeze` said so; one that owns nothing never is.
  [[nodiscard]] bool is_frozen(const ::torch::nn::Module& module) const;
  /// The same of a row; a Parameter is frozen when it requires no gradient.
  [[nodiscard]] bool is_frozen(int row) const;

  /// Calls from the input on that neither learn nor change while training, as things are now; see frozen_prefix().
  [[nodiscard]] int frozen_prefix() const;

  /// Parameters that train, in the order of registration.
  [[nodiscard]] std::vector<::torch::Tensor> trainable_parameters() const;

  /// Training or evaluation mode for all but what is frozen, which stays in evaluation mode.
  void train(bool on = true) override;

 private:
  void make_leaves(const std::vector<ForeignModule>& foreign);
  void connect();
  [[nodiscard]] std::vector<::torch::Tensor> compute(const ::torch::Tensor& value, int first, int last,
                                                     std::span<const int> kept, bool with_auxiliary = false);
  void check_input(const ::torch::Tensor& value);
  [[nodiscard]] bool may_overwrite(int source) const;
  [[nodiscard]] int frozen_up_to(int last) const;

  Tables tables_;
  std::shared_ptr<detail::KeptPlans> plans_;
  detail::Leaves leaves_;
  Uses uses_;
  Shape fits_{};                                                ///< of the images that were looked at last
  std::unordered_set<const ::torch::nn::Module*> told_frozen_;  ///< decides for modules that own running statistics alone
};

}  // namespace graft
