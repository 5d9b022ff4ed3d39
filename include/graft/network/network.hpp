#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
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
#include <graft/version.hpp>

namespace graft {
namespace detail {

class KeptPlans;

}  // namespace detail

inline namespace GRAFT_VERSION_NAMESPACE {

/// Any network that a graph describes, as a module of LibTorch.
///
/// Its children are LibTorch's modules with torchvision's names and order, so `named_modules()`, `named_parameters()` and
/// `->as<torch::nn::Conv2d>()` work on it. Frozen modules stay in evaluation mode through every `train()`. Images and filters
/// are channels-last in memory, which is fastest for convolutions; their shapes stay (N, C, H, W).
///
/// Shapes: (N, C, H, W) -> (N, ...), the shape of the graph's last call.
/// Errors: ShapeError if the graph has a problem, or if the input's axes, channels or size do not fit it.
class Network : public ::torch::nn::Module {
 public:
  /// Creates the modules, with LibTorch's random initial values. `foreign` has a module for each Foreign row.
  explicit Network(Tables tables, const std::vector<ForeignModule>& foreign = {});
  explicit Network(GraphView graph, const std::vector<ForeignModule>& foreign = {});

  [[nodiscard]] ::torch::Tensor forward(const ::torch::Tensor& images) { return run(images, 1, graph().call_count()); }

  /// Runs the calls [first, last) on the value of call `first - 1`, and returns the value of the last one. No other value may
  /// cross `first`, as in the cuts that `frozen_prefix` returns. `images` is the height and width of the images that the value
  /// is of, which a network for segmentation reads again at its end; not given, it is taken to be as much larger than the value
  /// as described, which is so where it is a multiple of the value's stride.
  [[nodiscard]] ::torch::Tensor run(const ::torch::Tensor& value, int first, int last, std::optional<Size2> images = {});

  /// Runs the calls up to `last` (-1: all) in evaluation mode, without gradients, by a Plan: several times as fast as
  /// `forward`. Plans are cached until the weights change. The type is float32, unless `compute_with` was called.
  [[nodiscard]] ::torch::Tensor infer(const ::torch::Tensor& images, int last = -1) { return inference(last)(images); }

  /// `infer` as a thread-safe function, with the weights as they are now.
  [[nodiscard]] std::function<::torch::Tensor(const ::torch::Tensor& images)> inference(int last = -1);

  /// Sets the type that `infer` computes with; see available(). With i8, the frozen prefix is bf16 or f32 until `calibrate` is
  /// called; what trains always is.
  void compute_with(ComputeType type);
  [[nodiscard]] ComputeType compute_type() const;

  /// Finds the int8 scales of the frozen calls up to `last` from representative images, of which 64 are enough. They are valid
  /// until the weights of those calls change.
  void calibrate(const ::torch::Tensor& images, int last = -1);
  /// Whether `infer` needs `calibrate` to use int8.
  [[nodiscard]] bool wants_calibration(int last = -1) const;
  /// The result of `calibrate` for `infer` up to `last`: the largest magnitude that int8 represents, for each call's value;
  /// empty where it was not called, or nothing is int8.
  [[nodiscard]] std::vector<float> calibration(int last = -1) const;

  /// The main output, under the name `out` where it has none, and the named outputs, auxiliary ones in training mode only.
  /// Source: torchvision's GoogLeNetOutputs, and the dictionaries of its segmentation networks.
  [[nodiscard]] std::vector<NamedTensor> outputs(const ::torch::Tensor& images) { return outputs(images, 1); }
  /// The same from the value of call `first - 1` on, as `run` takes it, without those before it and those that
  /// read what is before it, as an auxiliary output that does not train may.
  [[nodiscard]] std::vector<NamedTensor> outputs(const ::torch::Tensor& value, int first, std::optional<Size2> images = {});

  /// The values of some calls for the images, in the order of `calls`; the network runs only as far as needed.
  [[nodiscard]] std::vector<::torch::Tensor> values(const ::torch::Tensor& images, std::span<const CallId> calls);

  /// Replaces the network by edited tables, in which each module's `origin` is what it is in the present ones, or none for a
  /// new one. Modules that stay keep their weights and whether they are frozen; new ones get LibTorch's random initial values
  /// and train. Optimizers and pointers to modules become stale. `remove`, `replace` and the other edits use it.
  /// Errors: ShapeError if the tables have a problem; the network then stays as it is.
  void become(Tables edited);

  [[nodiscard]] GraphView graph() const { return tables_; }

  /// A module by its id, null for a Parameter, or by its path.
  /// Errors: UsageError for a path that does not exist, with the closest one.
  [[nodiscard]] const std::shared_ptr<::torch::nn::Module>& module(ModuleId id) const {
    return leaves_.modules[id.index()].module;
  }
  [[nodiscard]] std::shared_ptr<::torch::nn::Module> module(const std::string& path) const;
  void module(int row) const = delete;  // `module(0)` would be a path

  /// The source of a plan of the whole network: its tables, leaves and device.
  [[nodiscard]] operator PlanSource() const;

  /// The parameters, and the buffers, that a module owns itself. Parameters of a container are rows of their own.
  [[nodiscard]] std::vector<::torch::Tensor> own_parameters(ModuleId id) const;
  [[nodiscard]] std::vector<::torch::Tensor> own_buffers(ModuleId id) const;

  /// Sets for each row of a tree of its modules whether it is frozen. Gradients of frozen parameters are dropped.
  void freeze(const ModuleTree& tree, std::span<const bool> frozen);
  /// Records that rows of such a tree are frozen or unfrozen, where requires_grad has been set already.
  void note_frozen(const ModuleTree& tree, const std::vector<std::size_t>& rows, bool frozen);

  /// Whether a module is frozen: none of its own parameters requires a gradient. A module with buffers alone is frozen where
  /// `freeze` was applied to it; one with neither never is.
  [[nodiscard]] bool is_frozen(const ::torch::nn::Module& module) const;
  /// The same by its id; a Parameter is where it requires no gradient.
  [[nodiscard]] bool is_frozen(ModuleId id) const;

  /// The number of calls from the input on that neither train nor change while training; see frozen_prefix(GraphView, ...).
  [[nodiscard]] int frozen_prefix() const;

  /// The parameters that train, in the order of registration.
  [[nodiscard]] std::vector<::torch::Tensor> trainable_parameters() const;

  /// Sets training or evaluation mode; frozen modules stay in evaluation mode.
  void train(bool on = true) override;

 private:
  void make_leaves(const std::vector<ForeignModule>& foreign);
  void note_frozen(const ModuleTree& tree, std::size_t row, bool frozen);
  void connect();
  [[nodiscard]] std::vector<::torch::Tensor> compute(const ::torch::Tensor& value, int first, int last,
                                                     const std::optional<Size2>& images, std::span<const CallId> retained,
                                                     bool with_auxiliary = false);
  void check_input(const ::torch::Tensor& value);
  [[nodiscard]] bool may_overwrite(CallId source) const;
  [[nodiscard]] int frozen_up_to(int last) const;
  [[nodiscard]] std::unique_ptr<bool[]> frozen_rows() const;

  Tables tables_;
  std::shared_ptr<detail::KeptPlans> plans_;
  detail::Leaves leaves_;
  Uses uses_;
  Shape checked_shape_{};                                          ///< of the images that check_input() accepted last
  std::unordered_set<const ::torch::nn::Module*> frozen_modules_;  ///< needed for modules with buffers alone
};

}  // namespace GRAFT_VERSION_NAMESPACE

}  // namespace graft
