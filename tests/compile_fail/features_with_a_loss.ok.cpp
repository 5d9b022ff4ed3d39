#include <graft/policy/focal_loss.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>

using namespace graft;

struct Extractor : FeaturesVerdict<Precision<BF16>> {};
struct Tuner : OptionalVerdict<Precision<BF16>, FocalLoss> {};
