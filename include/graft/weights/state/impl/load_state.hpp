#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>
#include <graft/core/printable.hpp>
#include <graft/core/suggest.hpp>
#include <graft/platform/gateway.hpp>
#include <graft/platform/in_parallel.hpp>
#include <graft/weights/io/detail/threads_for.hpp>
#include <graft/weights/state/detail/all_finite.hpp>
#include <graft/weights/state/detail/recognise.hpp>
#include <graft/weights/state/detail/resample_positions.hpp>
#include <graft/weights/state/fit_names.hpp>
#include <graft/weights/state/load_report.hpp>
#include <graft/weights/state/load_state.hpp>

namespace graft {
namespace detail {

std::string first_names(const std::vector<std::string>& names, std::size_t shown = 3) {
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < shown; ++i) list += (i == 0 ? "" : ", ") + printable(names[i]);
  return names.size() > shown ? list + ", ..." : list;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string list = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) list += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return list + "]";
}

}  // namespace detail

std::string LoadReport::text() const {
  std::string line = std::to_string(loaded.size()) + (loaded.size() == 1 ? " tensor loaded" : " tensors loaded");
  if (!skipped.empty()) line += ", " + std::to_string(skipped.size()) + " skipped";
  if (!ok()) line += ", " + problems();
  if (!mismatched.empty()) line += mismatched.size() == 1 ? ", left at its initial values" : ", left at their initial values";
  std::string how;
  const auto add = [&](const char* before, const std::string& what) { how += (how.empty() ? "" : before) + what; };
  if (!entry.empty()) add("", "of entry '" + printable(entry) + "'");
  if (!prefix.empty()) add(", ", "prefix '" + printable(prefix) + "' taken off");
  if (!whose.empty()) add(", ", "names of " + whose + " translated");
  if (!differs.empty()) add("; ", differs);
  for (const Mismatch& one : resampled)
    add("; ",
        one.name + " resampled from " + std::to_string(one.got[1]) + " to " + std::to_string(one.expected[1]) + " positions");
  if (!left_over.empty()) add("; ", "left over: " + detail::first_names(left_over, 6));
  return how.empty() ? line : line + "\n(" + how + ")";
}

std::string LoadReport::problems() const {
  std::vector<std::string> shapes;
  for (const Mismatch& one : mismatched)
    shapes.push_back(one.name + " needs " + detail::shape_text(one.expected) + " but got " + detail::shape_text(one.got));
  std::string line;
  const auto add = [&](const std::vector<std::string>& names, const char* what) {
    if (names.empty()) return;
    line += (line.empty() ? "" : ", ") + std::to_string(names.size()) + what + " (" + detail::first_names(names) + ")";
  };
  add(missing, " missing");
  add(unexpected, " unexpected");
  add(shapes, " of another shape");
  return line;
}

namespace detail {

bool is_excepted(std::string_view name, const std::vector<std::string>& except) {
  return std::any_of(except.begin(), except.end(), [&](const std::string& path) {
    return name == path || (name.size() > path.size() && name.starts_with(path) && name[path.size()] == '.');
  });
}

// PyTorch before 0.4.1 did not count batches, and before 0.4 had no tensors without dimensions.
bool may_be_missing(std::string_view name) { return name.ends_with("num_batches_tracked"); }
bool is_old_scalar(const ::torch::Tensor& target, const ::torch::Tensor& source) {
  return target.dim() == 0 && source.dim() == 1 && source.size(0) == 1;
}

/// A question whether the first name without a counterpart is meant to be the closest one on the other side, or nothing.
std::string did_you_mean(const LoadReport& report) {
  if (report.loaded.empty()) return "";  // another architecture: the closest name would be chance
  for (const auto& [names, others] :
       {std::pair{&report.missing, &report.unexpected}, std::pair{&report.unexpected, &report.missing}})
    for (const std::string& name : *names)
      if (const std::optional<std::string> other = closest(name, *others))
        return "; is '" + printable(name) + "' meant to be '" + printable(*other) + "'?";
  return "";
}

/// Throws for the first of these tensors, with their names, with a value that is NaN or infinite. Large tensors are checked in
/// parts, by several threads.
void require_finite(const std::vector<std::pair<std::string, ::torch::Tensor>>& tensors, const std::string& where) {
  constexpr std::int64_t longest_part = 1024 * 1024;
  std::vector<std::pair<const std::string*, ::torch::Tensor>> parts;
  std::uint64_t bytes = 0;
  for (const auto& [name, tensor] : tensors) {
    if (!tensor.is_floating_point()) continue;
    bytes += tensor.nbytes();
    if (tensor.numel() <= longest_part || !tensor.is_non_overlapping_and_dense()) {
      parts.emplace_back(&name, tensor);
      continue;
    }
    for (::torch::Tensor& part : tensor.as_strided({tensor.numel()}, {1}).split(longest_part))
      parts.emplace_back(&name, std::move(part));
  }
  in_parallel(parts.size(), threads_for(bytes), [&](std::size_t i) {
    if (!all_finite(parts[i].second))
      throw WeightsError("tensor '" + printable(*parts[i].first) + "' of weights '" + where +
                         "' holds NaN or infinity (the training that wrote it went wrong; take an earlier file)");
  });
}

}  // namespace detail

LoadReport load_state(const StateDict& target, const StateDict& given, const LoadOptions& options, const std::string& where) {
  LoadReport report;
  StateDict wanted;
  for (const auto& [name, to] : target)
    if (!detail::is_excepted(name, options.except) && !detail::may_be_missing(name)) wanted.set(name, to);
  FittedNames fitted = fit_names(given, wanted, where);
  const StateDict& source = fitted.tensors;
  report.prefix = std::move(fitted.prefix);
  report.whose = std::move(fitted.whose);
  report.differs = std::move(fitted.differs);
  report.left_over = std::move(fitted.left_over);

  std::vector<std::pair<::torch::Tensor, ::torch::Tensor>> copies;
  std::vector<std::pair<std::string, ::torch::Tensor>> loaded;
  for (const auto& [name, to] : target) {
    const ::torch::Tensor* from = source.find(name);
    if (detail::is_excepted(name, options.except)) {
      report.skipped.push_back(name);
    } else if (from == nullptr) {
      if (!detail::may_be_missing(name)) report.missing.push_back(name);
    } else if (const auto positions =
                   to.sizes() == from->sizes() ? std::nullopt : detail::resampled_positions(name, *from, to.sizes())) {
      copies.emplace_back(to, *positions);
      loaded.emplace_back(name, *from);
      report.loaded.push_back(name);
      report.resampled.push_back({name, to.sizes().vec(), from->sizes().vec()});
    } else if (to.sizes() != from->sizes() && !detail::is_old_scalar(to, *from)) {
      report.mismatched.push_back({name, to.sizes().vec(), from->sizes().vec()});
    } else {
      copies.emplace_back(to, from->view_as(to));
      loaded.emplace_back(name, *from);
      report.loaded.push_back(name);
    }
  }
  for (const auto& [name, from] : source)
    if (!target.contains(name) && !detail::is_excepted(name, options.except)) report.unexpected.push_back(name);

  const bool shapes_fit = options.skip_mismatched || report.mismatched.empty();
  if (options.strict && !(report.missing.empty() && report.unexpected.empty() && shapes_fit)) {
    const std::string subject = where.empty() ? "weights do" : "weights '" + where + "' do";
    const bool incomplete = report.unexpected.empty() && report.mismatched.empty();
    const std::string other = detail::other_network(given, target);
    const char* const guess = report.loaded.empty() ? " (another architecture?)"
                              : incomplete          ? " (is the file incomplete?)"
                                                    : " (another architecture, or weights with another head?)";
    throw WeightsError(subject + " not fit the network, so nothing was loaded: " + report.problems() + "; " +
                       std::to_string(report.loaded.size()) + " of " + std::to_string(target.size()) + " tensors fit" +
                       (other.empty() ? detail::did_you_mean(report) + guess : "; they fit " + other));
  }
  detail::require_finite(loaded, where);
  const ::torch::NoGradGuard no_gradient;
  for (auto& [to, from] : copies) to.copy_(from);
  return report;
}

LoadReport load_state(const StateDict& target, const Checkpoint& source, const LoadOptions& options) {
  LoadReport report = load_state(target, source.tensors, options, source.source);
  report.entry = source.entry;
  report.left_over.insert(report.left_over.end(), source.left_over.begin(), source.left_over.end());
  return report;
}

}  // namespace graft
