// expect-error: this backbone has no layer with that path: take the one in DidYouMean, or Classifier for what the head replaces

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/replace.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/vision_transformer.hpp>

using namespace graft;

// The largest networks, edited: clang's default limit of steps in a constant expression holds.
struct Tuner : Verdict<Replace<ViT_B_16, "heads.head", Linear{3}>, LinearHead<2>,
                       FreezeAllBut<At<"encoder.layers.encoder_layer_12.mlp">>, SGD> {};
