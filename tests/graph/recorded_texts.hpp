#pragma once

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

namespace graph_tests {

/// A file under tests/: each text behind its line `=== NAME`.
inline std::map<std::string, std::string> recorded_texts(const std::string& file_name) {
  std::map<std::string, std::string> texts;
  std::ifstream file(std::string(GRAFT_TEST_DATA) + file_name);
  if (!file) throw std::runtime_error("tests/" + file_name + " is not there");
  std::string line, name;
  bool first = true;
  while (std::getline(file, line)) {
    if (line.starts_with("=== ")) {
      name = line.substr(4);
      texts[name];
      first = true;
    } else {
      texts[name] += (first ? "" : "\n") + line;
      first = false;
    }
  }
  return texts;
}

}  // namespace graph_tests
