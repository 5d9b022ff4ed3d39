#include "support/torch_doctest.hpp"

#include <optional>
#include <string>

#include <graft/core/exceptions.hpp>
#include <graft/weights/io/cache_folders.hpp>

#include "weights/environment.hpp"
#include "weights/scratch.hpp"

namespace cache_folders_tests {

using Value = std::optional<std::string>;

std::string hub(const Value& torch_home, const Value& cache, const Value& home) {
  const environment::Variable a("TORCH_HOME", torch_home), b("XDG_CACHE_HOME", cache), c("HOME", home);
  return graft::torch_hub_folder().string();
}

TEST_CASE("PyTorch's cache is where PyTorch looks for it") {
  CHECK(hub("/t", "/c", "/h") == "/t/hub/checkpoints");
  CHECK(hub({}, "/c", "/h") == "/c/torch/hub/checkpoints");
  CHECK(hub({}, {}, "/h") == "/h/.cache/torch/hub/checkpoints");
  CHECK(hub("~/t", {}, "/h") == "/h/t/hub/checkpoints");
  CHECK(hub({}, "~/c", "/h") == "/h/c/torch/hub/checkpoints");
  CHECK(hub("", "", "/h") == "/h/.cache/torch/hub/checkpoints");
  CHECK(hub("/t", {}, {}) == "/t/hub/checkpoints");
  CHECK(scratch::complaint<graft::WeightsError>([] { (void)hub({}, {}, {}); }) ==
        "there is no folder to keep weights in: set HOME, XDG_CACHE_HOME or TORCH_HOME");
}

TEST_CASE("graft's own cache is beside it, or where GRAFT_HOME says") {
  const environment::Variable home("HOME", "/h");
  {
    const environment::Variable a("GRAFT_HOME", "/g"), b("XDG_CACHE_HOME", "/c");
    CHECK(graft::graft_cache_folder() == "/g");
  }
  const environment::Variable a("GRAFT_HOME", Value{});
  {
    const environment::Variable b("XDG_CACHE_HOME", "/c");
    CHECK(graft::graft_cache_folder() == "/c/graft");
  }
  const environment::Variable b("XDG_CACHE_HOME", Value{});
  CHECK(graft::graft_cache_folder() == "/h/.cache/graft");
}

}  // namespace cache_folders_tests
