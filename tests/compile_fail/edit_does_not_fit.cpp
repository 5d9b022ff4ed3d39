// expect-error: this backbone's graph does not fit together: see the problem, the module's path, what it wants and what it gets
// expect-note: 4096, 9216

#include <graft/policy/look.hpp>
#include <graft/policy/slice.hpp>
#include <graft/zoo/alexnet.hpp>

using namespace graft;

const auto text = to_string<Slice<AlexNet, "classifier", 4>>();
