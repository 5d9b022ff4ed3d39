#pragma once

#include <string>
#include <variant>

#include <graft/core/python_repr.hpp>
#include <graft/graph/layer/layer.hpp>

namespace graft {
namespace detail {

[[nodiscard]] inline std::string pair_repr(const Size2& size) {
  return "(" + std::to_string(size.height) + ", " + std::to_string(size.width) + ")";
}
[[nodiscard]] inline std::string size_repr(const Size2& size) {
  return size.as_one ? std::to_string(size.height) : pair_repr(size);
}

/// One overload for each kind of layer: what Python prints between the parentheses.
struct ExtraRepr {
  std::string operator()(const Sequential&) const { return {}; }
  std::string operator()(const Block&) const { return {}; }
  std::string operator()(const Foreign&) const { return {}; }
  std::string operator()(const Conv2d& c) const {
    std::string text = std::to_string(c.in) + ", " + std::to_string(c.out) + ", kernel_size=" + pair_repr(c.kernel) +
                       ", stride=" + pair_repr(c.stride);
    if (!(c.padding == 0)) text += ", padding=" + pair_repr(c.padding);
    if (!(c.dilation == 1)) text += ", dilation=" + pair_repr(c.dilation);
    if (c.groups != 1) text += ", groups=" + std::to_string(c.groups);
    return c.bias ? text : text + ", bias=False";
  }
  std::string operator()(const BatchNorm2d& b) const {
    return std::to_string(b.channels) + ", eps=" + python_repr(b.eps) + ", momentum=" + python_repr(b.momentum) +
           ", affine=True, track_running_stats=True";
  }
  std::string operator()(const ReLU& r) const { return r.inplace ? "inplace=True" : ""; }
  std::string operator()(const MaxPool2d& m) const {
    return "kernel_size=" + size_repr(m.kernel) + ", stride=" + size_repr(m.step()) + ", padding=" + size_repr(m.padding) +
           ", dilation=" + size_repr(m.dilation) + ", ceil_mode=" + python_repr(m.ceil_mode);
  }
  std::string operator()(const AdaptiveAvgPool2d& a) const { return "output_size=" + size_repr(a.size); }
  std::string operator()(const Linear& l) const {
    return "in_features=" + std::to_string(l.in) + ", out_features=" + std::to_string(l.out) + ", bias=" + python_repr(l.bias);
  }
  std::string operator()(const Dropout& d) const { return "p=" + python_repr(d.p) + ", inplace=False"; }
  std::string operator()(const Flatten&) const { return "start_dim=1, end_dim=-1"; }
};

}  // namespace detail

/// What Python prints of a layer between its parentheses, such as `p=0.5, inplace=False`.
/// Source: `extra_repr` of the modules of torch.nn.
[[nodiscard]] inline std::string extra_repr(const Layer& layer) { return std::visit(detail::ExtraRepr{}, layer); }

/// The class name that Python prints: a block's own, else the kind in torch.nn.
[[nodiscard]] inline std::string class_name(const Layer& layer) {
  const Block* block = std::get_if<Block>(&layer);
  return std::string(block != nullptr ? block->name.view() : kind(layer));
}

}  // namespace graft
