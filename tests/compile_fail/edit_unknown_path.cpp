// expect-error: this edit names a layer that the backbone does not have: take the one in DidYouMean
// expect-note: 'c', 'l', 'a', 's', 's', 'i', 'f', 'i', 'e', 'r', '.', '6'

#include <graft/policy/look.hpp>
#include <graft/policy/without.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

const auto text = to_string<Without<AlexNet, "clasifier.6">>();
