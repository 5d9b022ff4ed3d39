// expect-error: this backbone ends in feature maps: Append an AdaptiveAvgPool2d{1} and a Flatten{} before a head

#include <graft/policy/append.hpp>
#include <graft/policy/body.hpp>
#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

struct Tuner : Verdict<Body<ResNet18>, LinearHead<2>, FreezeAllBut<Classifier>, SGD> {};
