#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/graph/detail/needed_part.hpp>
#include <graft/graph/detail/push_module.hpp>
#include <graft/graph/detail/rows.hpp>
#include <graft/graph/dilated.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/infer.hpp>
#include <graft/graph/tables.hpp>

namespace graft {

/// A builder of a network's tables: `net` in `describe([](auto& net) { ... })`. A description reads like torchvision's Python.
///
/// A shortcut such as `net.conv("conv1", 64, {...})` registers a module and calls it on the last value. Where the order of
/// registration differs from the order of calls, or a module is called twice, `net.module(name, layer)` registers and
/// `net.call(module)` calls. Input sizes are taken from the last value.
/// Errors: never throws; the first problem is recorded in the tables' `check`.
///
/// Example: describe([](auto& net) {
///            net.input({3, 32, 32});
///            net.conv("conv", 8, {.kernel = 3});
///            net.relu("relu");
///            net.adaptive_avg_pool("pool", 1);
///            net.flatten();
///            net.linear("fc", 10);
///          });
class Net {
 public:
  /// Starts a network with the class name that Python prints for it.
  constexpr explicit Net(const ShortString<31>& class_name = "Net") : Net(class_name, {}, {}, {}) {}

  /// The same for a constant, whose tables are written where they have room: see Graph.
  constexpr Net(const ShortString<31>& class_name, std::span<Module> modules, std::span<Call> calls, std::span<CallId> inputs)
      : modules_(tables_.modules, modules), calls_(tables_.calls, calls), inputs_(tables_.inputs, inputs) {
    const Module network{Block{class_name}, {}, {}, {0}};
    modules_.push_back(network);
  }
  Net(const Net&) = delete;

  /// Sets the class name that Python prints for the network.
  constexpr void class_name(const ShortString<31>& name) { modules_.rows[0].layer = Block{name}; }

  /// Sets the shape of the input for one example: (C, H, W).
  constexpr CallId input(Shape shape) {
    Call added;
    added.shape = shape;
    calls_.push_back(added);
    return last_;
  }

  /// The value of the last call.
  [[nodiscard]] constexpr CallId last() const { return last_; }
  /// The shape of a value for one example.
  [[nodiscard]] constexpr const Shape& shape(CallId value) const { return calls_.rows[value.row].shape; }
  /// Makes an earlier value the last one.
  constexpr void from(CallId value) { last_ = value; }

  /// Registers a module, with its child layers, in the current container, without calling it.
  constexpr ModuleId module(const ShortString<31>& name, const Layer& layer) {
    if (!linear_as_convolution_ || !is_a<Linear>(layer)) return add(name, layer);
    const Linear& linear = get<Linear>(layer);
    return add(name, Conv2d{.in = linear.in, .out = linear.out, .bias = linear.bias});
  }

  /// Registers a container; `body` registers, and may call, the modules inside it.
  template <class Body>
  constexpr ModuleId container(const ShortString<31>& name, const Layer& layer, Body&& body) {
    const ModuleId id = module(name, layer);
    const ModuleId outer = std::exchange(container_, id);
    std::forward<Body>(body)();
    container_ = outer;
    return id;
  }

  /// Registers a torch.nn.Sequential of the modules that `body` registers.
  template <class Body>
  constexpr ModuleId sequential(const ShortString<31>& name, Body&& body) {
    return container(name, Sequential{}, std::forward<Body>(body));
  }
  /// The same for a class derived from it, such as torchvision's Conv2dNormActivation.
  template <class Body>
  constexpr ModuleId sequential(const ShortString<31>& name, const ShortString<31>& class_name, Body&& body) {
    return container(name, Sequential{class_name}, std::forward<Body>(body));
  }

  /// Registers a container with a data flow of its own, printed under its class name.
  template <class Body>
  constexpr ModuleId block(const ShortString<31>& name, const ShortString<31>& class_name, Body&& body) {
    return container(name, Block{class_name}, std::forward<Body>(body));
  }

  /// Registers the layers of a backbone that some of its values are computed by, under a name, and applies them to the last
  /// value; `values`, which are calls of the backbone, become those of this network. Where all of them lie in its `features`,
  /// it is that container's layers that get the name. Layers for later values and for auxiliary ones are left out. So that they
  /// are found, see GraphView::trunk(), no other module is registered before.
  /// Source: torchvision's IntermediateLayerGetter.
  constexpr ModuleId embed(std::string_view name, GraphView backbone, std::span<CallId> values) {
    const ModuleId id = module(name, Block{trunk_class});
    if (!backbone.check().ok()) return id;
    const detail::NeededPart part = detail::needed_part(backbone, values);
    std::vector<ModuleId> module_now(backbone.modules().size(), id);
    ModuleId* const modules = module_now.data();
    for (ModuleId row{part.root + 1}; row < backbone.end_of(part.root); ++row) {
      if (part.modules[row.index()] == 0) continue;
      Module copied = backbone.module(row);
      copied.parent = modules[copied.parent.row];
      modules[row.row] = {modules_.count};
      modules_.push_back(copied);
    }
    std::vector<CallId> call_now(backbone.calls().size(), last_);
    CallId* const calls = call_now.data();
    const bool same_input = calls_.rows[last_.row].shape == backbone.input_shape();
    for (CallId row{1}; row.index() < part.calls.size(); ++row) {
      if (part.calls[row.index()] == 0) continue;
      Call copied = backbone.call(row);
      copied.first_input = inputs_.count;
      if (copied.module.exists()) copied.module = modules[copied.module.row];
      copied.owner = modules[copied.owner.row];
      copied.auxiliary = auxiliary_;
      for (const CallId source : backbone.inputs(row)) inputs_.push_back(calls[source.row]);
      if (!same_input && tables_.check.ok())
        detail::infer_call(copied, modules_.rows, calls_.rows, inputs_.rows + copied.first_input, tables_.check);
      last_ = calls[row.row] = CallId{calls_.count};
      calls_.push_back(copied);
    }
    for (CallId& value : values) value = calls[value.row];
    return id;
  }

  /// Puts dilation in the place of the strides of an embedded backbone's stages from `first_stage` on; see dilated().
  constexpr void dilate(int first_stage, Dilation from = Dilation::behind_stride) {
    if (!tables_.check.ok()) return;
    const GraphView net({modules_.rows, modules_.size()}, {calls_.rows, calls_.size()}, {inputs_.rows, inputs_.size()},
                        tables_.classifier, tables_.outputs, tables_.check);
    const detail::Dilated dilated = detail::dilate(net, modules_.rows, first_stage, from);
    if (!dilated.check.ok()) tables_.check = dilated.check;
    if (!dilated.first_changed.exists()) return;
    for (int row = dilated.first_changed.row; row < calls_.count && tables_.check.ok(); ++row)
      detail::infer_call(calls_.rows[row], modules_.rows, calls_.rows, inputs_.rows + calls_.rows[row].first_input,
                         tables_.check);
  }

  /// Applies a module to the last value; a Sequential applies its modules in order.
  constexpr CallId call(ModuleId id) {
    const std::size_t kind = modules_.rows[id.row].layer.index_;
    if (kind == detail::index_of_kind<Block>) report(Problem::block_called, id, 0, 0);
    if (kind == detail::index_of_kind<Parameter>) report(Problem::parameter_called, id, 0, 0);
    if (kind != detail::index_of_kind<Sequential>) return push(call_module, id, &last_, 1);
    for (int row = id.row + 1, end = modules_.count; row < end; ++row)
      if (modules_.rows[row].parent.row == id.row) call({row});
    return last_;
  }

  /// Registers a module and applies it to the last value.
  constexpr ModuleId then(const ShortString<31>& name, const Layer& layer) {
    const ModuleId id = module(name, layer);
    call(id);
    return id;
  }

  constexpr ModuleId conv(const ShortString<31>& name, std::int64_t out, Conv2d options = {}) {
    options.out = out;
    return then(name, options);
  }
  constexpr ModuleId batch_norm(const ShortString<31>& name, BatchNorm2d options = {}) { return then(name, options); }
  constexpr ModuleId relu(const ShortString<31>& name, ReLU options = {}) { return then(name, options); }
  constexpr ModuleId max_pool(const ShortString<31>& name, MaxPool2d options = {}) { return then(name, options); }
  constexpr ModuleId avg_pool(const ShortString<31>& name, AvgPool2d options = {}) { return then(name, options); }
  constexpr ModuleId adaptive_avg_pool(const ShortString<31>& name, Size2 size) { return then(name, AdaptiveAvgPool2d{size}); }
  constexpr ModuleId dropout(const ShortString<31>& name, Dropout options = {}) { return then(name, options); }
  constexpr ModuleId linear(const ShortString<31>& name, std::int64_t out, Linear options = {}) {
    options.out = out;
    return then(name, options);
  }
  constexpr ModuleId layer_norm(const ShortString<31>& name, LayerNorm options = {}) { return then(name, options); }
  constexpr ModuleId attention(const ShortString<31>& name, MultiheadAttention options) { return then(name, options); }
  /// Registers and calls a module that is opaque to the table; `gives` is the shape of its output for one example.
  constexpr ModuleId foreign(const ShortString<31>& name, Shape gives) {
    if (!linear_as_convolution_) return then(name, Foreign{gives});
    apply(AdaptiveAvgPool2d{1});
    flatten();
    const ModuleId id = then(name, Foreign{gives});
    reshape({gives.elements(), 1, 1});
    return id;
  }

  /// Makes 1 x 1 convolutions of the Linear layers that are registered from here on, and gives foreign modules the means of the
  /// feature maps: for a head in place of a classifier that is a convolution, as SqueezeNet's is.
  constexpr void linear_as_convolution() { linear_as_convolution_ = true; }

  /// Registers a parameter of the current container itself: `self.class_token = nn.Parameter(...)`. `read` returns its value.
  constexpr ModuleId parameter(const ShortString<31>& name, Parameter options) { return module(name, options); }
  constexpr CallId read(ModuleId id) {
    if (!is_a<Parameter>(modules_.rows[id.row].layer)) report(Problem::not_a_parameter, id, 0, 0);
    return push(op::GetAttr{}, id, nullptr, 0);
  }

  /// Applies a layer without state, which is no module, to the last value: `F.relu(x)`.
  constexpr CallId apply(const Layer& function) {
    if (has_state(function) || has_children(function) || is_container(function)) report(Problem::function_owns_state, {}, 0, 0);
    return push(op::CallLayer{function}, {}, &last_, 1);
  }

  /// Flattens the axes of an example from `from` on: (C, H, W) -> (C * H * W).
  constexpr CallId flatten(std::int64_t from = 0) { return push(op::Flatten{from}, {}, &last_, 1); }
  void flatten(CallId) = delete;  // which would be read as the number of an axis; the last value is flattened
  /// Permutes the axes of an example: `axes[i]` becomes axis i.
  constexpr CallId permute(Shape axes) { return push(op::Permute{axes}, {}, &last_, 1); }
  /// Reshapes an example to another shape of as many elements; where its first size is 0, it is what the others leave.
  constexpr CallId reshape(Shape shape) { return push(op::Reshape{shape}, {}, &last_, 1); }
  /// The mean over the axes of an example from `from` on, which are removed: (C, H, W) -> (C).
  constexpr CallId mean(std::int64_t from = 1) { return push(op::Mean{from}, {}, &last_, 1); }
  void mean(CallId) = delete;
  /// A part of an axis of a value: `length` elements from `start` on.
  constexpr CallId narrow(CallId value, std::int64_t axis, std::int64_t start, std::int64_t length) {
    return push(op::Narrow{axis, start, length}, {}, &value, 1);
  }
  /// Shuffles the channels of groups: the first of all groups come first.
  constexpr CallId channel_shuffle(std::int64_t groups) { return push(op::ChannelShuffle{groups}, {}, &last_, 1); }
  /// Merges each 2 x 2 pixels of (H, W, C) into one, as Swin Transformers do.
  constexpr CallId merge_patches() { return push(op::MergePatches{}, {}, &last_, 1); }
  /// The values of a position embedding for the grid of patches of these images; see op::ResamplePositions.
  constexpr CallId resample_positions(CallId positions, CallId images, op::ResamplePositions options) {
    const CallId rows[] = {positions, images};
    return push(options, {}, rows, 2);
  }
  /// The last value, feature maps, resampled to the height and width of another one: `F.interpolate(x, like.shape[-2:])`.
  constexpr CallId interpolate(CallId like, op::Interpolate options = {}) {
    const CallId rows[] = {last_, like};
    return push(options, {}, rows, 2);
  }
  /// Selects an index along an axis of an example, and removes the axis.
  constexpr CallId select(std::int64_t axis, std::int64_t index) { return push(op::Select{axis, index}, {}, &last_, 1); }
  void select(CallId, std::int64_t) = delete;
  /// Adds two values, with broadcasting.
  constexpr CallId add(CallId a, CallId b) {
    const CallId rows[] = {a, b};
    return push(addition, {}, rows, 2);
  }
  /// Multiplies two values elementwise, with broadcasting.
  constexpr CallId multiply(CallId a, CallId b) {
    const CallId rows[] = {a, b};
    return push(multiplication, {}, rows, 2);
  }
  /// Concatenates values along an axis of an example; 0 is the channels.
  constexpr CallId concat(std::initializer_list<CallId> values, std::int64_t axis = 0) {
    return concat(std::span(values.begin(), values.size()), axis);
  }
  constexpr CallId concat(std::span<const CallId> values, std::int64_t axis = 0) {
    return push(op::Concat{axis}, {}, values.data(), static_cast<int>(values.size()));
  }

  /// Makes the last value a named output.
  constexpr void output(const ShortString<31>& name) {
    if (!tables_.outputs.add({name, last_})) report(Problem::too_many_outputs, {}, static_cast<std::int64_t>(Outputs::most), 0);
  }

  /// Describes an auxiliary output, which is computed only in training mode and when requested, from what `body` calls. The
  /// last value is then what it was before.
  template <class Body>
  constexpr void auxiliary(const ShortString<31>& name, Body&& body) {
    const CallId main = last_;
    const bool outer = std::exchange(auxiliary_, true);
    std::forward<Body>(body)();
    output(name);
    auxiliary_ = outer;
    last_ = main;
  }

  /// Says that the modules registered from here on belong to a stage of the backbone: 0 is the stem, 1 the first stage whose
  /// features go on at one resolution; `no_stage` what comes behind the last one. Tags such as LastStage find them.
  constexpr void stage(int number) { stage_ = number; }

  /// Sets the module that a head replaces.
  constexpr void classifier(ModuleId id) { tables_.classifier = id; }

  /// The tables; of a constant, all but the rows that have room there.
  [[nodiscard]] constexpr const Tables& tables() const& { return tables_; }
  [[nodiscard]] constexpr Tables&& tables() && { return std::move(tables_); }
  /// The numbers of rows.
  [[nodiscard]] constexpr GraphSizes sizes() const { return {modules_.size(), calls_.size(), inputs_.size()}; }

  constexpr void report(Problem problem, ModuleId module, std::int64_t wanted, std::int64_t got) {
    if (tables_.check.ok()) tables_.check = {problem, module, wanted, got};
  }

 private:
  // Constants, since the compiler makes these operations thousands of times.
  static constexpr Operation call_module = op::CallModule{}, addition = op::Add{}, multiplication = op::Multiply{};

  constexpr ModuleId add(const ShortString<31>& name, const Layer& layer) {
    const ModuleId id = detail::push_module(modules_, layer, name, container_, stage_);
    check_name(modules_.rows[id.row]);
    return id;
  }

  constexpr void check_name(const Module& added) {
    // Pointers and numbers instead of names, and no calls: the compiler comes by here for every module of a network.
    const char* const name = added.name.characters_;
    const std::size_t size = added.name.size_;
    bool allowed = size > 0 && added.name.fits_;
    for (std::size_t i = 0; i < size; ++i)
      if (name[i] == '.') allowed = false;
    // No pointers: g++ with -fsanitize=undefined cannot compare one into a constant with null while it evaluates.
    if (is_a<Block>(added.layer)) allowed = allowed && get<Block>(added.layer).name.fits_;
    if (is_a<Sequential>(added.layer)) allowed = allowed && get<Sequential>(added.layer).name.fits_;
    if (!allowed) {
      report(Problem::name_not_allowed, added.origin, 31, 0);
      return;
    }
    // Compares the siblings from the last to the first: the row before a sibling is a sibling or lies inside one. Sizes and the
    // last characters differ most often.
    const Module* const rows = modules_.rows;
    const int container = container_.row;
    const char last = name[size - 1];
    for (int other = added.origin.row - 1; other > container; --other) {
      while (rows[other].parent.row != container) other = rows[other].parent.row;
      const ShortString<31>& older = rows[other].name;
      if (older.size_ == size && older.characters_[size - 1] == last && older == added.name)
        report(Problem::duplicate_name, added.origin, 0, 0);
    }
  }

  constexpr CallId push(const Operation& operation, ModuleId module, const CallId* from, int count) {
    const int row = calls_.count;
    if (row == 0) {
      report(Problem::no_input, module, 0, 0);
      return last_;
    }
    Call added{operation, module, inputs_.count, count, {}, container_, auxiliary_};
    if (tables_.check.problem == Problem::none) detail::infer_call(added, modules_.rows, calls_.rows, from, tables_.check);
    for (int i = 0; i < count; ++i) inputs_.push_back(from[i]);
    calls_.push_back(added);
    last_ = {row};
    return last_;
  }

  Tables tables_;
  detail::Rows<Module> modules_;
  detail::Rows<Call> calls_;
  detail::Rows<CallId> inputs_;
  ModuleId container_{0};
  CallId last_{0};
  bool auxiliary_ = false;
  int stage_ = no_stage;
  bool linear_as_convolution_ = false;
};

}  // namespace graft
