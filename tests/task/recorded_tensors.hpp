#pragma once

#include "support/torch_doctest.hpp"

#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <graft/core/exceptions.hpp>

#include "support/surroundings.hpp"

/// What the tests of task/ share: tensors that Python recorded.
namespace task_tests {

/// The tensors of a file in tests/task/recorded, by their names, as recorded/tensor_lines.py writes them.
inline std::map<std::string, torch::Tensor> read_tensors(const std::string& file) {
  std::ifstream stream(GRAFT_TEST_DATA "task/recorded/" + file);
  std::map<std::string, torch::Tensor> tensors;
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string name, word;
    words >> name;
    std::vector<std::int64_t> sizes;
    while (words >> word && word != ":") sizes.push_back(std::stoll(word));
    std::vector<double> values;
    while (words >> word) values.push_back(std::stod(word));  // a stream's own numbers know no nan
    tensors.emplace(name, torch::tensor(values, torch::kDouble).reshape(sizes));
  }
  return tensors;
}

/// A recorded tensor as float32.
inline torch::Tensor recorded(const std::string& name, const std::string& file = "detection.txt") {
  static std::map<std::string, std::map<std::string, torch::Tensor>> files;
  if (!files.contains(file)) files.emplace(file, read_tensors(file));
  const auto found = files.at(file).find(name);
  REQUIRE_MESSAGE(found != files.at(file).end(), name);
  return found->second.to(torch::kFloat);
}

/// A recorded tensor of whole numbers.
inline torch::Tensor recorded_int(const std::string& name, const std::string& file = "detection.txt") {
  return recorded(name, file).to(torch::kLong);
}

/// The largest difference between elements, infinite for tensors of different shapes or NaN in other places.
inline double difference(const torch::Tensor& got, const torch::Tensor& wanted) {
  const torch::Tensor a = got.detach().to(torch::kCPU, torch::kDouble), b = wanted.to(torch::kDouble);
  if (a.sizes() != b.sizes()) return std::numeric_limits<double>::infinity();
  if (a.numel() == 0) return 0;
  const torch::Tensor apart = torch::where((a == b) | (a.isnan() & b.isnan()), torch::zeros_like(a), (a - b).abs());
  return apart.isnan().any().item<bool>() ? std::numeric_limits<double>::infinity() : apart.max().item<double>();
}

/// What `action` throws as `Exception`, or why it did not.
template <class Exception, class Action>
std::string complaint(const Action& action) {
  try {
    action();
  } catch (const Exception& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("another exception: ") + error.what();
  }
  return "no exception";
}

}  // namespace task_tests
