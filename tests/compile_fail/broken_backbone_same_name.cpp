// expect-error: this backbone's graph does not fit together: see the problem, the module's path, what it wants and what it gets
// expect-note: duplicate_name

#include <graft/graph/describe.hpp>
#include <graft/policy/composable.hpp>
#include <graft/policy/freeze_all_but.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/sgd.hpp>

using namespace graft;

struct MyNet {
  static constexpr auto graph = describe([](auto& net) {
    net.input({3, 32, 32});
    net.conv("conv", 16);
    net.conv("conv", 16);
    net.flatten();
    net.classifier(net.linear("out", 10));
  });
};

struct Tuner : Verdict<MyNet, LinearHead<2>, FreezeAllBut<Classifier>, SGD> {};
