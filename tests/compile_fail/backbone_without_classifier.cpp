// expect-error: this backbone does not say what a head replaces: call net.classifier(...) on its last layer where it is
// described

#include <graft/graph/describe.hpp>
#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>

using namespace graft;

struct MyNet {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 32, 32});
    net.flatten();
    net.linear("out", 10);
  });
};

struct Tuner : Verdict<MyNet, LinearHead<2>, FreezeAllBut<Classifier>, SGD> {};
