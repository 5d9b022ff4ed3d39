#include <graft/policy/look.hpp>
#include <graft/policy/replace.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

const Summary table = summary<Replace<AlexNet, "classifier.6", Linear{.out = 3, .in = 4096}>>();
