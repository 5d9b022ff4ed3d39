#include <graft/policy/look.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

const auto text = to_string<Without<AlexNet, "classifier.6">>();
