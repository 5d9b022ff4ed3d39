/// Times reading a file of weights, for load_time.py: load_time FILE. One line: milliseconds, and MiB of memory that is not the
/// file's own pages and came on top while it was read.
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>

#include <graft/graft.hpp>

/// MiB of anonymous memory.
double anonymous() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:")) return std::stod(line.substr(8)) / 1024;
  return 0;
}

int main(int argc, char** argv) try {
  if (argc != 2) throw graft::UsageError("usage: load_time FILE");
  (void)torch::ones({1 << 20}).sum();  // LibTorch's own start is not the file's
  const double before = anonymous();
  const auto began = std::chrono::steady_clock::now();
  const graft::Checkpoint weights = graft::read_weights(argv[1]);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::cout << 1000 * seconds << ' ' << anonymous() - before << ' ' << weights.tensors.size() << '\n';
} catch (const std::exception& error) {
  std::cerr << "load_time: " << error.what() << '\n';
  return 1;
}
