// expect-error: this backbone's graph does not fit together: see the problem, the module's path, what it wants and what it gets
// expect-note: 9216, 4096

#include <graft/policy/look.hpp>
#include <graft/policy/replace.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

const Summary table = summary<Replace<AlexNet, "classifier.6", Linear{.out = 3, .in = 9216}>>();
