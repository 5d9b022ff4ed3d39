#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <graft/weights/keras/detail/tfjs_model.hpp>
#include <graft/zoo/preprocessing.hpp>
#include <graft/zoo/variant.hpp>

namespace graft::detail {

/// Converts Keras's ResNet-50 into torchvision's: names, layouts, and the arithmetic in which the two differ.
class KerasResNet50 {
 public:
  KerasResNet50(const TfjsModel& model, std::string where) : model_(&model), where_(std::move(where)) {
    const Json* layers = &model.description;
    for (const char* name : {"modelTopology", "model_config", "config", "layers"})
      if (layers != nullptr) layers = layers->find(name);
    if (layers == nullptr) throw WeightsError("'" + where_ + "' does not say what its layers are");
    layers_ = layers;
  }

  StateDict convert() {
    convolution("conv1", "bn_conv1", "conv1", "bn1", {64, 3, 7}, true);
    constexpr std::array<int, 4> blocks{3, 4, 6, 3};
    std::int64_t in = 64;
    for (int stage = 0; stage < 4; ++stage) {
      const std::int64_t width = std::int64_t{64} << stage;
      for (int block = 0; block < blocks[static_cast<std::size_t>(stage)]; ++block) {
        const std::string keras = std::to_string(stage + 2) + static_cast<char>('a' + block) + "_branch";
        const std::string ours = "layer" + std::to_string(stage + 1) + "." + std::to_string(block) + ".";
        convolution("res" + keras + "2a", "bn" + keras + "2a", ours + "conv1", ours + "bn1", {width, in, 1});
        convolution("res" + keras + "2b", "bn" + keras + "2b", ours + "conv2", ours + "bn2", {width, width, 3});
        convolution("res" + keras + "2c", "bn" + keras + "2c", ours + "conv3", ours + "bn3", {4 * width, width, 1});
        if (block == 0)
          convolution("res" + keras + "1", "bn" + keras + "1", ours + "downsample.0", ours + "downsample.1",
                      {4 * width, in, 1});
        in = 4 * width;
      }
    }
    const ::torch::Tensor kernel = take("fc1000/kernel", {in, any});
    ours_.set("fc.weight", kernel.t().contiguous());
    ours_.set("fc.bias", take("fc1000/bias", {kernel.size(1)}));
    if (taken_ != model_->weights.size())
      for (const auto& [name, tensor] : model_->weights)
        if (!used_.contains(name))
          throw WeightsError("'" + where_ + "' has a weight '" + printable(name) + "' that Keras's ResNet-50 lacks");
    return std::move(ours_);
  }

  /// The variant, by which convolution has the stride in a block that halves the resolution.
  Variant variant() const {
    const std::int64_t first = stride("res3a_branch2a");
    const std::int64_t second = stride("res3a_branch2b");
    if (first == 2 && second == 1) return Variant::v1;
    if (first == 1 && second == 2) return Variant::v1_5;
    throw WeightsError("'" + where_ + "' is a ResNet-50 of unknown strides: " + std::to_string(first) + " and " +
                       std::to_string(second));
  }

 private:
  static constexpr std::int64_t any = -1;
  struct Size {
    std::int64_t out, in, kernel;
  };

  // Keras's BatchNorm has another epsilon and its convolutions have a bias; both are folded, exactly, into the statistics of
  // BatchNorm: (y + bias - mean) / sqrt(var + e_keras) == (y - (mean - bias)) / sqrt((var + e_keras - e_ours) + e_ours).
  void convolution(const std::string& conv, const std::string& norm, const std::string& our_conv, const std::string& our_norm,
                   Size size, bool is_first = false) {
    ::torch::Tensor kernel = take(conv + "/kernel", {size.kernel, size.kernel, size.in, size.out}).permute({3, 2, 0, 1});
    ::torch::Tensor bias = take(conv + "/bias", {size.out}).to(::torch::kDouble);
    if (is_first) std::tie(kernel, bias) = for_normalized_rgb(kernel, bias);
    ours_.set(our_conv + ".weight", kernel.contiguous());
    ours_.set(our_norm + ".weight", take(norm + "/gamma", {size.out}));
    ours_.set(our_norm + ".bias", take(norm + "/beta", {size.out}));
    const ::torch::Tensor mean = take(norm + "/moving_mean", {size.out}).to(::torch::kDouble) - bias;
    const ::torch::Tensor variance = take(norm + "/moving_variance", {size.out}).to(::torch::kDouble) + (epsilon(norm) - 1e-5);
    ours_.set(our_norm + ".running_mean", mean.to(::torch::kFloat));
    ours_.set(our_norm + ".running_var", variance.to(::torch::kFloat));
    ours_.set(our_norm + ".num_batches_tracked", ::torch::zeros({}, ::torch::kLong));
  }

  // Keras's "caffe" input is 255 * BGR - mean; ours is (RGB - mean) / std. One is a linear function of the other,
  // channel by channel, so its factor is folded into the kernel and its constant into the bias. In the zero padding Keras has
  // no constant: a difference of at most 0.5 of 255, at the border alone.
  static std::pair<::torch::Tensor, ::torch::Tensor> for_normalized_rgb(const ::torch::Tensor& kernel,
                                                                        const ::torch::Tensor& bias) {
    constexpr std::array<double, 3> keras_mean{123.68, 116.779, 103.939};  // R, G, B
    ::torch::Tensor factor = ::torch::empty({1, 3, 1, 1}, ::torch::kDouble);
    ::torch::Tensor constant = ::torch::empty({1, 3, 1, 1}, ::torch::kDouble);
    for (std::int64_t c = 0; c < 3; ++c) {
      const auto i = static_cast<std::size_t>(c);
      factor[0][c].fill_(255.0 * static_cast<double>(imagenet_mean_std.std[i]));
      constant[0][c].fill_(255.0 * static_cast<double>(imagenet_mean_std.mean[i]) - keras_mean[i]);
    }
    const ::torch::Tensor rgb = kernel.flip({1}).to(::torch::kDouble);
    return {(rgb * factor).to(::torch::kFloat), bias + (rgb * constant).sum({1, 2, 3})};
  }

  ::torch::Tensor take(const std::string& name, const std::vector<std::int64_t>& shape) {
    const ::torch::Tensor* tensor = model_->weights.find(name);
    if (tensor == nullptr) throw WeightsError("'" + where_ + "' is not Keras's ResNet-50: it has no weight '" + name + "'");
    bool fits = tensor->dim() == static_cast<std::int64_t>(shape.size());
    for (std::size_t i = 0; fits && i < shape.size(); ++i)
      fits = shape[i] == any || shape[i] == tensor->size(static_cast<std::int64_t>(i));
    if (!fits) {
      std::ostringstream got;
      got << tensor->sizes();
      throw WeightsError("'" + where_ + "' is not Keras's ResNet-50: weight '" + name + "' has the shape " + got.str());
    }
    used_.set(name, *tensor);
    ++taken_;
    return *tensor;
  }

  const Json* option(const std::string& layer_name, const char* option_name) const {
    for (const Json& layer : layers_->items) {
      const Json* name = layer.find("name");
      const Json* config = layer.find("config");
      if (name != nullptr && config != nullptr && name->text == layer_name) return config->find(option_name);
    }
    return nullptr;
  }

  double epsilon(const std::string& layer) const {
    const Json* value = option(layer, "epsilon");
    if (value == nullptr || !value->is_number())
      throw WeightsError("'" + where_ + "' does not say what the epsilon of '" + layer + "' is");
    return value->real;
  }

  std::int64_t stride(const std::string& layer) const {
    const Json* value = option(layer, "strides");
    if (value == nullptr || value->items.empty())
      throw WeightsError("'" + where_ + "' does not say what the strides of '" + layer + "' are");
    return value->items[0].integer;
  }

  const TfjsModel* model_;
  std::string where_;
  const Json* layers_;
  StateDict ours_;
  StateDict used_;
  std::size_t taken_ = 0;
};

}  // namespace graft::detail
