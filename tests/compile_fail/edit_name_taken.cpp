// expect-error: this backbone's graph does not fit together: see the problem, the module's path, what it wants and what it gets
// expect-note: duplicate_name

#include <graft/policy/append.hpp>
#include <graft/policy/look.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

const auto text = to_string<Append<AlexNet, "classifier", Named{"6", ReLU{}}>>();
