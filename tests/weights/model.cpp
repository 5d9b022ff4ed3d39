#include "support/torch_doctest.hpp"

#include <graft/weights/model.hpp>

namespace model_tests {

TEST_CASE("a model without more words expects ImageNet's usual preprocessing and has no names") {
  const graft::Model model;
  CHECK(model.network == nullptr);
  CHECK(model.preprocessing == graft::Preprocessing{});
  CHECK(model.class_names.empty());
  CHECK(model.architecture.empty());
}

}  // namespace model_tests
