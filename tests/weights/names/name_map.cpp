#include "support/doctest.hpp"

#include <graft/weights/names/detail/name_map.hpp>

namespace name_map_tests {

using namespace graft::detail;

TEST_CASE("a rule rewrites the beginning of a name, and numbers go along") {
  constexpr NameRule rule{"blocks.#.attn.proj", "layers.layer_#.out"};
  CHECK(rewritten(rule, "blocks.11.attn.proj.weight") == "layers.layer_11.out.weight");
  CHECK(rewritten(rule, "blocks.11.attn.proj") == "layers.layer_11.out");
  CHECK_FALSE(rewritten(rule, "blocks.11.attn.project.weight"));
  CHECK_FALSE(rewritten(rule, "blocks.x.attn.proj.weight"));
  CHECK_FALSE(rewritten(rule, "blocks..attn.proj.weight"));
  CHECK_FALSE(rewritten(rule, "module.blocks.11.attn.proj.weight"));
  CHECK_FALSE(rewritten(rule, "blocks.1"));
  CHECK(rewritten({"stages.1.blocks.#", "features.3.#"}, "stages.1.blocks.2.norm.bias") == "features.3.2.norm.bias");
  CHECK(rewritten({"a.#.#", "b.#.#"}, "a.1.2.c") == "b.1.2.c");
  CHECK_FALSE(rewritten({"stages.1", "x"}, "stages.10.norm"));
  CHECK(rewritten({"mask_token", ""}, "mask_token") == "");
}

TEST_CASE("rules go on with what earlier ones have made, and parts and omissions are said") {
  constexpr NameRule rules[] = {{"layer.#.query", "layer.#.qkv", 0},
                                {"layer.#.key", "layer.#.qkv", 1},
                                {"mask_token", ""},
                                {"layer.#", "blocks.#"},
                                {"norm", "ln"}};
  const NameMap map{"a test's", "", rules};
  CHECK(translated(map, "layer.3.key.bias")->name == "blocks.3.qkv.bias");
  CHECK(translated(map, "layer.3.key.bias")->part == 1);
  CHECK(translated(map, "layer.3.norm.bias")->name == "blocks.3.norm.bias");
  CHECK(translated(map, "layer.3.norm.bias")->part == -1);
  CHECK(translated(map, "mask_token")->name.empty());
  CHECK_FALSE(translated(map, "other"));
}

TEST_CASE("tables of rules are joined in their order") {
  constexpr NameRule first[] = {{"a", "b"}, {"c", "d"}}, second[] = {{"e", "f"}};
  constexpr auto all = joined_rules(first, second);
  static_assert(all.size() == 3 && all[1].theirs == "c" && all[2].ours == "f");
}

}  // namespace name_map_tests
