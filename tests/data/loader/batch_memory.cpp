#include "support/torch_doctest.hpp"

#include <memory>

#include <graft/data/loader/detail/batch_memory.hpp>

namespace batch_memory_tests {

using graft::detail::BatchMemory;

TEST_CASE("memory of a dropped batch serves the next one of its size, and outlives who gave it") {
  auto memory = std::make_shared<BatchMemory>();
  torch::Tensor first = memory->images(2, 4, 5);
  CHECK(first.sizes() == torch::IntArrayRef{2, 3, 4, 5});
  CHECK(first.is_contiguous(torch::MemoryFormat::ChannelsLast));
  first.fill_(1);
  const void* const place = first.data_ptr();
  const torch::Tensor second = memory->images(2, 4, 5);
  CHECK(second.data_ptr() != place);
  const torch::Tensor part = first.narrow(0, 0, 1);
  first.reset();
  CHECK(memory->images(2, 4, 5).data_ptr() != place);  // a part of it is still in use
  CHECK(part.sum().item<float>() == 60);
  memory.reset();
  CHECK(part.sum().item<float>() == 60);
}

TEST_CASE("blocks of another size are not given") {
  const auto memory = std::make_shared<BatchMemory>();
  const void* const place = memory->images(1, 2, 2).data_ptr();
  CHECK(memory->images(1, 2, 2).data_ptr() == place);
  CHECK(memory->images(2, 2, 2).data_ptr() != place);
}

}  // namespace batch_memory_tests
