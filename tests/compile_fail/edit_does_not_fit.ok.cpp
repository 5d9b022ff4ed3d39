#include <graft/policy/look.hpp>
#include <graft/policy/slice.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

const auto text = to_string<Slice<AlexNet, "classifier", 0, 5>>();
