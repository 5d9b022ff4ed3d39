#include <graft/policy/append.hpp>
#include <graft/policy/body.hpp>
#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>
#include <graft/zoo/resnet.hpp>

using namespace graft;

using Pooled = Append<Body<ResNet18>, "", Named{"pool", AdaptiveAvgPool2d{1}}, Named{"flatten", Flatten{}}>;
struct Tuner : Verdict<Pooled, LinearHead<2>, FreezeAllBut<Classifier>, SGD> {};
