// expect-error: the first argument is not a backbone: it needs a constexpr `graph` with a classifier

#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>

using namespace graft;

struct Tuner : Verdict<int, LinearHead<2>, FreezeAllBut<Fc>, SGD> {};
