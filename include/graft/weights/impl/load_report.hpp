#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <graft/core/printable.hpp>
#include <graft/weights/load_report.hpp>

namespace graft {
namespace detail {

std::string first_names(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 3;
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
  return line;
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

}  // namespace graft
