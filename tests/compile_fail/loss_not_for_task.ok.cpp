#include <graft/policy/binary_cross_entropy.hpp>
#include <graft/policy/focal_loss.hpp>
#include <graft/policy/huber.hpp>
#include <graft/policy/linear_head.hpp>
#include <graft/policy/multi_label_head.hpp>
#include <graft/policy/optional_policies.hpp>
#include <graft/policy/precision.hpp>
#include <graft/policy/regression_head.hpp>

using namespace graft;

struct Labels : OptionalVerdictFor<task_of<MultiLabelHead<3>>, BinaryCrossEntropy, Precision<F32>> {};
struct Numbers : OptionalVerdictFor<task_of<RegressionHead<3>>, Huber> {};
struct Masks : OptionalVerdictFor<Segmentation, FocalLoss> {};
struct Classes : OptionalVerdictFor<task_of<LinearHead<3>>, FocalLoss> {};
struct Boxes : OptionalVerdictFor<Detection, Precision<F32>> {};

template <class Task, class... More>
concept Fine = std::same_as<OptionalVerdictFor<Task, More...>, detail::OptionalPoliciesAreFine>;
static_assert(!Fine<Detection, FocalLoss> && !Fine<Embedding, FocalLoss> && !Fine<Classification, Huber>);
static_assert(!Fine<Segmentation, BinaryCrossEntropy> && !Fine<Regression, FocalLoss> && Fine<Regression>);
