#include <graft/policy/append.hpp>
#include <graft/policy/look.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

const auto text = to_string<Append<AlexNet, "classifier", Named{"7", ReLU{}}>>();
