#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>

using namespace graft;

struct Tuner : OptionalVerdict<> {};
struct Extractor : FeaturesVerdict<Precision<BF16>> {};
