// expect-error: a FeatureExtractor trains nothing: of the optional policies it takes Precision, the others are FineTuner's
// expect-note: FocalLoss

#include <graft/policy/focal_loss.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>

using namespace graft;

struct Extractor : FeaturesVerdict<Precision<BF16>, FocalLoss> {};
