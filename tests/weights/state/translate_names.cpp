#include "support/torch_doctest.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <graft/network/network.hpp>
#include <graft/weights/state/fit_names.hpp>
#include <graft/weights/state/load_state.hpp>
#include <graft/weights/state/module_state.hpp>
#include <graft/zoo/dinov2.hpp>
#include <graft/zoo/vision_transformer.hpp>

namespace translate_names_tests {

using namespace graft;
using torch::Tensor;

struct TinyViT
    : VisionTransformer<VisionTransformerConfig{.image = 32, .patch = 8, .layers = 4, .heads = 4, .hidden = 32, .mlp = 48}> {};
struct TinyDINOv2 : DINOv2<DINOv2Config{.hidden = 32, .heads = 4, .layers = 4, .image = 56}> {};
struct TinyReg4 : DINOv2<DINOv2Config{.hidden = 32, .heads = 4, .registers = 4, .layers = 4, .image = 56}> {};

using Renames = std::vector<std::pair<std::string, std::string>>;

/// A copy of a state under other names: each text is replaced wherever a name has it, in their order; behind a ^, at its
/// beginning alone.
StateDict renamed(const StateDict& state, const Renames& renames) {
  StateDict result;
  for (const auto& [name, tensor] : state) {
    std::string theirs = name;
    for (const auto& [from, to] : renames) {
      if (from.front() == '^') {
        if (theirs.starts_with(from.substr(1))) theirs.replace(0, from.size() - 1, to);
        continue;
      }
      for (std::size_t at = theirs.find(from); at != std::string::npos; at = theirs.find(from, at + to.size()))
        theirs.replace(at, from.size(), to);
    }
    result.set(theirs, tensor.detach().clone());
  }
  return result;
}

/// `from` and `into` hold the same numbers.
void check_same(const Network& from, const Network& into) {
  const StateDict wanted = state_dict(from);
  for (const auto& [name, tensor] : state_dict(into)) {
    CAPTURE(name);
    CHECK(torch::equal(tensor, wanted.at(name)));
  }
}

/// As Hugging Face has it: three tensors in place of one.
void split(StateDict& state, const std::string& joint, const std::string& query, const std::string& key,
           const std::string& value) {
  const std::vector<Tensor> parts = state.at(joint).chunk(3);
  StateDict result;
  for (const auto& [name, tensor] : state)
    if (name != joint) result.set(name, tensor);
  result.set(value, parts[2]);  // in any order
  result.set(query, parts[0]);
  result.set(key, parts[1]);
  state = result;
}

const Renames to_timm{{"encoder.layers.encoder_layer_", "blocks."},
                      {"class_token", "cls_token"},
                      {"encoder.pos_embedding", "pos_embed"},
                      {"conv_proj", "patch_embed.proj"},
                      {"ln_1", "norm1"},
                      {"ln_2", "norm2"},
                      {"self_attention.in_proj_", "attn.qkv."},
                      {"self_attention.out_proj", "attn.proj"},
                      {"mlp.0", "mlp.fc1"},
                      {"mlp.3", "mlp.fc2"},
                      {"encoder.ln", "norm"},
                      {"heads.head", "head"}};

TEST_CASE("timm's vision transformer is loaded under torchvision's names, with a prefix as well, and told") {
  const Network from(TinyViT::graph), into(TinyViT::graph);
  const LoadReport report = load_state(state_dict(into), renamed(state_dict(from), to_timm));
  CHECK(report.ok());
  CHECK(report.text() ==
        std::to_string(state_dict(from).size()) + " tensors loaded\n(names of timm's vision transformer translated)");
  check_same(from, into);
  Renames prefixed = to_timm;
  prefixed.emplace_back("^", "model.");
  const Network other(TinyViT::graph);
  const LoadReport second = load_state(state_dict(other), renamed(state_dict(from), prefixed), {.except = {"heads"}});
  CHECK(second.ok());
  CHECK(second.text().ends_with("2 skipped\n(prefix 'model.' taken off, names of timm's vision transformer translated)"));
  CHECK_FALSE(torch::equal(state_dict(other).at("heads.head.weight"), state_dict(from).at("heads.head.weight")));
}

TEST_CASE("Hugging Face's ViT is loaded: query, key and value become one, the classifier lies outside of its prefix") {
  const Network from(TinyViT::graph), into(TinyViT::graph);
  StateDict file = renamed(state_dict(from), {{"encoder.layers.encoder_layer_", "vit.encoder.layer."},
                                              {"class_token", "vit.embeddings.cls_token"},
                                              {"encoder.pos_embedding", "vit.embeddings.position_embeddings"},
                                              {"conv_proj", "vit.embeddings.patch_embeddings.projection"},
                                              {"ln_1", "layernorm_before"},
                                              {"ln_2", "layernorm_after"},
                                              {"self_attention.out_proj", "attention.output.dense"},
                                              {"mlp.0", "intermediate.dense"},
                                              {"mlp.3", "output.dense"},
                                              {"encoder.ln", "vit.layernorm"},
                                              {"heads.head", "classifier"}});
  for (const char* layer : {"0", "1", "2", "3"})
    for (const char* entry : {"weight", "bias"}) {
      const std::string block = std::string("vit.encoder.layer.") + layer;
      const auto part = [&](const char* which) { return block + ".attention.attention." + which + "." + entry; };
      split(file, block + ".self_attention.in_proj_" + entry, part("query"), part("key"), part("value"));
    }
  file.set("vit.pooler.dense.weight", torch::ones({2, 2}));
  const LoadReport report = load_state(state_dict(into), file);
  CHECK(report.ok());
  CHECK(
      report.text().ends_with("\n(prefix 'vit.' taken off, names of Hugging Face's ViT translated; LayerNorm's eps is 1e-12 "
                              "there; left over: vit.pooler.dense.weight)"));
  check_same(from, into);
  // Without one of the three there is nothing to join.
  StateDict torn;
  for (const auto& [name, tensor] : file)
    if (name != "vit.encoder.layer.2.attention.attention.key.bias") torn.set(name, tensor);
  CHECK_THROWS_WITH_AS((void)load_state(state_dict(into), torn),
                       doctest::Contains("1 missing (encoder.layers.encoder_layer_2.self_attention.in_proj_bias)"),
                       WeightsError);
}

TEST_CASE("Meta's DINOv2 is loaded without its mask token; with registers the class token takes its position along") {
  const Network from(TinyDINOv2::graph), into(TinyDINOv2::graph);
  StateDict file = renamed(state_dict(from), {});
  file.set("mask_token", torch::zeros({1, 32}));
  const LoadReport report = load_state(state_dict(into), file);
  CHECK(report.ok());
  CHECK(report.text().ends_with("\n(names of Meta's DINOv2 translated; left over: mask_token)"));
  check_same(from, into);

  const Network registers(TinyReg4::graph);
  file = renamed(state_dict(Network(TinyReg4::graph)), {{"reg_token", "register_tokens"}});
  file.set("mask_token", torch::zeros({1, 32}));
  file.set("pos_embed", torch::randn({1, 17, 32}));
  CHECK(load_state(state_dict(registers), file).ok());
  const StateDict got = state_dict(registers);
  CHECK(torch::equal(got.at("cls_token"), file.at("cls_token") + file.at("pos_embed").narrow(1, 0, 1)));
  CHECK(torch::equal(got.at("pos_embed"), file.at("pos_embed").narrow(1, 1, 16)));
  CHECK(torch::equal(got.at("reg_token"), file.at("register_tokens")));
}

TEST_CASE("Hugging Face's DINOv2 is loaded") {
  const Network from(TinyReg4::graph), into(TinyReg4::graph);
  StateDict file = renamed(state_dict(from), {{"^blocks", "encoder.layer"},
                                              {"^cls_token", "embeddings.cls_token"},
                                              {"^reg_token", "embeddings.register_tokens"},
                                              {"^pos_embed", "embeddings.position_embeddings"},
                                              {"patch_embed.proj", "embeddings.patch_embeddings.projection"},
                                              {"attn.proj", "attention.output.dense"},
                                              {"ls1.gamma", "layer_scale1.lambda1"},
                                              {"ls2.gamma", "layer_scale2.lambda1"},
                                              {"^norm", "layernorm"}});
  for (const char* layer : {"0", "1", "2", "3"})
    for (const char* entry : {"weight", "bias"}) {
      const std::string block = std::string("encoder.layer.") + layer;
      const auto part = [&](const char* which) { return block + ".attention.attention." + which + "." + entry; };
      split(file, block + ".attn.qkv." + entry, part("query"), part("key"), part("value"));
    }
  file.set("embeddings.mask_token", torch::zeros({1, 32}));
  const LoadReport report = load_state(state_dict(into), file);
  CHECK(report.ok());
  CHECK(report.text().ends_with("\n(names of Hugging Face's DINOv2 translated; left over: embeddings.mask_token)"));
  check_same(from, into);
}

TEST_CASE("axes of size 1 are put in and left out") {
  StateDict wanted, file;
  for (const int block : {0, 1, 2}) {
    const std::string ours = "features.1." + std::to_string(block), theirs = "stages.0.blocks." + std::to_string(block);
    wanted.set(ours + ".layer_scale", torch::zeros({4, 1, 1}));
    wanted.set(ours + ".block.0.weight", torch::zeros({4, 1, 7, 7}));
    wanted.set(ours + ".block.3.weight", torch::zeros({16, 4}));
    file.set(theirs + ".gamma", torch::rand({4}));
    file.set(theirs + ".conv_dw.weight", torch::rand({4, 1, 7, 7}));
    file.set(theirs + ".mlp.fc1.weight", torch::rand({16, 4, 1, 1}));
  }
  const LoadReport report = load_state(wanted, file);
  CHECK(report.ok());
  CHECK(report.whose == "timm's ConvNeXt");
  CHECK(torch::equal(wanted.at("features.1.2.layer_scale").flatten(), file.at("stages.0.blocks.2.gamma")));
  CHECK(
      torch::equal(wanted.at("features.1.0.block.3.weight").flatten(), file.at("stages.0.blocks.0.mlp.fc1.weight").flatten()));
}

TEST_CASE("names that fit as they are stay, and those of a network that no map knows, too") {
  const Network from(TinyDINOv2::graph), into(TinyDINOv2::graph);
  const LoadReport report = load_state(state_dict(into), renamed(state_dict(from), {}));
  CHECK(report.ok());
  CHECK(report.whose.empty());
  const StateDict others = renamed(state_dict(from), {{"blocks", "layers"}});
  CHECK(fit_names(others, state_dict(from)).tensors.names() == others.names());
}

}  // namespace translate_names_tests
