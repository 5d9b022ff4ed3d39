#include <graft/network/network.hpp>
#include <graft/zoo/alexnet.hpp>

int main() { return graft::Network(graft::AlexNet::graph).graph().module_count() > 0 ? 0 : 1; }
