#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <graft/graph/frozen_prefix.hpp>
#include <graft/graph/graph_view.hpp>
#include <graft/graph/layer/extra_repr.hpp>
#include <graft/graph/shape/shape.hpp>

namespace graft {

/// A line of a summary: one call of a module, or the end of a block.
struct SummaryRow {
  std::string name;                ///< class name and number of the line, as torchsummary has it: `Conv2d-1`
  std::string path;                ///< as in a state_dict: `layer1.0.conv1`
  Shape output{};                  ///< of one example
  std::int64_t parameters = 0;     ///< of the module itself, without modules inside it
  std::int64_t multiply_adds = 0;  ///< for one example
  bool trains = false;             ///< whether it has parameters that train
  bool in_frozen_prefix = false;   ///< whether its output for an image is the same during training
};

/// A summary of a network, by module and in total; `text()` prints it as a table.
///
/// Units: sizes in MiB of float32 for one example, as torchsummary counts them: each output twice, for forward and backward.
/// Source: the table of the Python package torchsummary; the columns from `Trains` on are ours.
struct Summary {
  std::vector<SummaryRow> rows;
  std::int64_t parameters = 0;
  std::int64_t trainable_parameters = 0;
  std::int64_t multiply_adds = 0;
  double input_mib = 0;
  double forward_backward_mib = 0;
  double parameters_mib = 0;
  std::string classifier;     ///< path of the module that a head replaces; empty without one
  std::string frozen_prefix;  ///< path of the last module in it; empty without one

  [[nodiscard]] std::string text() const;
};

/// The summary of a network. `frozen` has an entry for each module, or is empty where everything trains.
///
/// `own_parameters` has the number of parameters of each module, where the table does not have it: inside foreign modules.
[[nodiscard]] inline Summary summary(GraphView net, std::span<const bool> frozen = {},
                                     std::span<const std::int64_t> own_parameters = {}) {
  const auto is_frozen = [&](ModuleId module) { return !frozen.empty() && frozen[module.index()]; };
  const auto count = [&](ModuleId module) {
    return own_parameters.empty() ? parameters(net.module(module).layer) : own_parameters[module.index()];
  };
  // A block's line comes after the last call inside it.
  std::vector<CallId> last_call(net.modules().size());
  for (CallId row{1}; row < net.call_count(); ++row)
    for (ModuleId module = net.module_of(row); module > 0; module = net.module(module).parent) last_call[module.index()] = row;

  Summary result;
  const int prefix = frozen.empty() ? 1 : frozen_prefix(net, frozen);
  std::int64_t outputs = 0;
  // A layer's line includes its child layers; a block's has only its own parameters.
  const auto add = [&](ModuleId module, CallId row, std::int64_t multiply_add_count) {
    const bool is_block = is_container(net.module(module).layer);
    std::int64_t own = 0;
    bool trains = false;
    for (ModuleId inner{module}, end{net.end_of(module)}; inner < end; ++inner) {
      if (inner != module && is_block && !(net.module(inner).parent == module && net.is<Parameter>(inner))) continue;
      own += count(inner);
      trains = trains || (count(inner) > 0 && !is_frozen(inner));
    }
    const Shape& output = net.call(row).shape;
    const std::string path(net.path(module).view());
    result.rows.push_back({class_name(net.module(module).layer) + "-" + std::to_string(result.rows.size() + 1), path, output,
                           own, multiply_add_count, trains, row < prefix});
    result.multiply_adds += multiply_add_count;
    outputs += output.elements();
  };
  for (CallId row{1}; row < net.call_count(); ++row) {
    const Call& call = net.call(row);
    const bool calls_module = net.calls_module(row);
    if (calls_module) add(call.module, row, call.auxiliary ? 0 : net.multiply_adds(row));
    for (ModuleId block = calls_module ? net.module(call.module).parent : call.owner; block > 0;
         block = net.module(block).parent)
      if (last_call[block.index()] == row && net.is<Block>(block)) add(block, row, 0);
    if (row < prefix && calls_module) result.frozen_prefix = net.path(call.module).view();
  }
  for (ModuleId row{0}; row < net.module_count(); ++row) {
    result.parameters += count(row);
    if (!is_frozen(row)) result.trainable_parameters += count(row);
  }
  constexpr double mib = 1024.0 * 1024.0, bytes = 4;
  result.input_mib = static_cast<double>(net.input_shape().elements()) * bytes / mib;
  result.forward_backward_mib = 2 * static_cast<double>(outputs) * bytes / mib;
  result.parameters_mib = static_cast<double>(result.parameters) * bytes / mib;
  if (net.classifier().exists()) result.classifier = net.path(net.classifier()).view();
  return result;
}

namespace detail {

[[nodiscard]] inline std::string with_commas(std::int64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

[[nodiscard]] inline std::string right(const std::string& text, std::size_t width) {
  return text.size() >= width ? text : std::string(width - text.size(), ' ') + text;
}

[[nodiscard]] inline std::string two_decimals(double number) {
  const auto hundredths = static_cast<std::int64_t>(number * 100 + 0.5);
  const std::string fraction = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." + (fraction.size() < 2 ? "0" : "") + fraction;
}

}  // namespace detail

inline std::string Summary::text() const {
  using detail::right;
  const auto line = [](const std::string& layer, const std::string& shape, const std::string& count, const std::string& trains,
                       const std::string& cost, const std::string& path) {
    return right(layer, 24) + "  " + right(shape, 21) + " " + right(count, 13) + " " + right(trains, 7) + " " +
           right(cost, 15) + "  " + path + "\n";
  };
  constexpr std::size_t width = 110;
  const auto rule = [](char c) { return std::string(width, c) + "\n"; };

  std::string table = rule('-') + line("Layer (type)", "Output Shape", "Param #", "Trains", "Mult-Adds", "Path") + rule('=');
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SummaryRow& row = rows[i];
    std::string shape = row.output.rank() == 0 ? "unknown" : "[-1";
    for (std::size_t axis = 0; axis < row.output.rank(); ++axis) shape += ", " + std::to_string(row.output[axis]);
    table += line(row.name, row.output.rank() == 0 ? shape : shape + "]", detail::with_commas(row.parameters),
                  row.parameters == 0 ? ""
                  : row.trains        ? "yes"
                                      : "no",
                  row.multiply_adds == 0 ? "" : detail::with_commas(row.multiply_adds), row.path);
    const bool ends = row.in_frozen_prefix && (i + 1 == rows.size() || !rows[i + 1].in_frozen_prefix);
    if (ends) table += "~~~~ the frozen prefix ends here: up to this line an image gives the same in every epoch ~~~~\n";
  }
  table += rule('=');
  table += "Total params: " + detail::with_commas(parameters) + "\n";
  table += "Trainable params: " + detail::with_commas(trainable_parameters) + "\n";
  table += "Non-trainable params: " + detail::with_commas(parameters - trainable_parameters) + "\n";
  table += "Total mult-adds: " + detail::with_commas(multiply_adds) + "\n" + rule('-');
  table += "Input size (MB): " + detail::two_decimals(input_mib) + "\n";
  table += "Forward/backward pass size (MB): " + detail::two_decimals(forward_backward_mib) + "\n";
  table += "Params size (MB): " + detail::two_decimals(parameters_mib) + "\n";
  table += "Estimated Total Size (MB): " + detail::two_decimals(input_mib + forward_backward_mib + parameters_mib) + "\n" +
           rule('-');
  return table;
}

}  // namespace graft
