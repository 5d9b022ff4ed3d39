#include "support/doctest.hpp"

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <graft/weights/names/detail/name_maps.hpp>

namespace name_maps_tests {

using namespace graft::detail;

/// By the word that weights/names/recorded/names.txt has for it.
const std::map<std::string, const NameMap*> by_word{{"timm_vision_transformer", &timm_vision_transformer},
                                                    {"timm_convnext", &timm_convnext},
                                                    {"meta_convnext", &meta_convnext},
                                                    {"hugging_face_convnext", &hugging_face_convnext},
                                                    {"timm_mobilenet_v2", &timm_mobilenet_v2},
                                                    {"timm_mobilenet_v3_small", &timm_mobilenet_v3_small},
                                                    {"timm_mobilenet_v3_large", &timm_mobilenet_v3_large},
                                                    {"timm_efficientnet", &timm_efficientnet},
                                                    {"timm_efficientnet_v2_s", &timm_efficientnet_v2_s},
                                                    {"timm_efficientnet_v2_m", &timm_efficientnet_v2_m},
                                                    {"hugging_face_resnet", &hugging_face_resnet}};

TEST_CASE("every layer of a whole network has torchvision's name, and each rule of its map is used") {
  std::ifstream file(GRAFT_TEST_DATA "weights/names/recorded/names.txt");
  REQUIRE(file);
  const NameMap* map = nullptr;
  std::set<std::string> ours_seen, whose;
  std::map<const NameMap*, std::set<const NameRule*>> used;
  bool has_anchor = true;
  for (std::string theirs, ours; file >> theirs >> ours;) {
    if (theirs == "net") {
      CHECK(has_anchor);
      map = by_word.at(ours);
      whose.insert(ours);
      file >> ours;
      ours_seen.clear();
      has_anchor = false;
      continue;
    }
    CAPTURE(theirs);
    const auto name = translated(*map, theirs);
    REQUIRE(name.has_value());
    CHECK(name->name == ours);
    CHECK(name->part == -1);
    CHECK(ours_seen.insert(ours).second);
    CHECK(translated(*map, theirs + ".weight")->name == ours + ".weight");
    has_anchor = has_anchor || theirs == map->anchor || theirs + ".weight" == map->anchor;
    std::string now = theirs;
    for (const NameRule& rule : map->rules)
      if (const auto next = rewritten(rule, now)) now = *next, used[map].insert(&rule);
  }
  CHECK(has_anchor);
  CHECK(whose.size() == by_word.size());
  // Tables that maps share have rules that one of them has no use for.
  for (const NameMap* one : {&timm_vision_transformer, &timm_convnext, &meta_convnext, &hugging_face_convnext,
                             &timm_mobilenet_v2, &timm_efficientnet, &timm_efficientnet_v2_m, &hugging_face_resnet}) {
    CAPTURE(std::string(one->whose));
    CHECK(used[one].size() == one->rules.size());
  }
}

TEST_CASE("query, key and value of Hugging Face's are parts of one tensor") {
  const auto check = [](const NameMap& map, const std::string& theirs, const std::string& ours, int part) {
    const auto name = translated(map, theirs);
    REQUIRE(name.has_value());
    CHECK(name->name == ours);
    CHECK(name->part == part);
  };
  const std::string vit = "encoder.layers.encoder_layer_11.", layer = "encoder.layer.11.";
  check(hugging_face_vision_transformer, layer + "attention.attention.query.weight", vit + "self_attention.in_proj_weight", 0);
  check(hugging_face_vision_transformer, layer + "attention.attention.value.bias", vit + "self_attention.in_proj_bias", 2);
  check(hugging_face_vision_transformer, layer + "attention.output.dense.bias", vit + "self_attention.out_proj.bias", -1);
  check(hugging_face_vision_transformer, layer + "intermediate.dense.weight", vit + "mlp.0.weight", -1);
  check(hugging_face_vision_transformer, layer + "output.dense.weight", vit + "mlp.3.weight", -1);
  check(hugging_face_vision_transformer, layer + "layernorm_after.weight", vit + "ln_2.weight", -1);
  check(hugging_face_vision_transformer, "embeddings.position_embeddings", "encoder.pos_embedding", -1);
  check(hugging_face_vision_transformer, "classifier.bias", "heads.head.bias", -1);
  check(hugging_face_dinov2, layer + "attention.attention.key.weight", "blocks.11.attn.qkv.weight", 1);
  check(hugging_face_dinov2, layer + "attention.output.dense.weight", "blocks.11.attn.proj.weight", -1);
  check(hugging_face_dinov2, layer + "layer_scale2.lambda1", "blocks.11.ls2.gamma", -1);
  check(hugging_face_dinov2, layer + "mlp.fc1.bias", "blocks.11.mlp.fc1.bias", -1);
  check(hugging_face_dinov2, "embeddings.register_tokens", "reg_token", -1);
  check(hugging_face_dinov2, "layernorm.weight", "norm.weight", -1);
  check(meta_dinov2, "register_tokens", "reg_token", -1);
}

}  // namespace name_maps_tests
