#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace graft::detail {

/// Whether a global is on the closed list of what a weights file may name. None of it is ever called: a class becomes an inert
/// value, and graft builds tensors from the arguments itself. Anything else is refused, because Python would run it.
constexpr bool is_allowed_global(std::string_view module, std::string_view name) {
  constexpr std::array<std::string_view, 36> exact{"collections.OrderedDict",
                                                   "collections.defaultdict",
                                                   "collections.Counter",
                                                   "__builtin__.set",
                                                   "__builtin__.frozenset",
                                                   "__builtin__.object",
                                                   "builtins.set",
                                                   "builtins.frozenset",
                                                   "builtins.object",
                                                   "copy_reg._reconstructor",
                                                   "copyreg._reconstructor",
                                                   "_codecs.encode",
                                                   "functools.partial",
                                                   "torch._utils._rebuild_tensor",
                                                   "torch._utils._rebuild_tensor_v2",
                                                   "torch._utils._rebuild_tensor_v3",
                                                   "torch._utils._rebuild_parameter",
                                                   "torch._utils._rebuild_parameter_with_state",
                                                   "torch._tensor._rebuild_from_type_v2",
                                                   "torch.nn.parameter.Parameter",
                                                   "torch.nn.parameter.Buffer",
                                                   "torch.Tensor",
                                                   "torch._tensor.Tensor",
                                                   "torch.storage.TypedStorage",
                                                   "torch.storage.UntypedStorage",
                                                   "torch.storage._TypedStorage",
                                                   "torch.storage._UntypedStorage",
                                                   "torch.Size",
                                                   "torch.device",
                                                   "torch.nn.functional.relu",
                                                   "torch.nn.functional.gelu",
                                                   "torch._C._nn.gelu",
                                                   "torch.serialization._get_layout",
                                                   "torch.memory_format",
                                                   "torch.contiguous_format",
                                                   "torch.channels_last"};
  constexpr std::array<std::string_view, 28> of_torch{"FloatStorage", "DoubleStorage", "HalfStorage",    "BFloat16Storage",
                                                      "LongStorage",  "IntStorage",    "ShortStorage",   "CharStorage",
                                                      "ByteStorage",  "BoolStorage",   "UntypedStorage", "float32",
                                                      "float",        "float64",       "double",         "float16",
                                                      "half",         "bfloat16",      "int64",          "long",
                                                      "int32",        "int",           "int16",          "short",
                                                      "int8",         "uint8",         "bool",           "strided"};
  constexpr std::array<std::string_view, 4> inert_modules{"torch.nn.modules.", "torch.nn.parallel.", "torchvision.models.",
                                                          "torchvision.ops."};
  const auto is_full_name = [&](std::string_view full) {
    return full.size() == module.size() + 1 + name.size() && full.starts_with(module) && full[module.size()] == '.' &&
           full.ends_with(name);
  };
  if (std::any_of(exact.begin(), exact.end(), is_full_name)) return true;
  if (module == "torch" || module == "torch.cuda" || module == "torch.storage")
    return std::find(of_torch.begin(), of_torch.end(), name) != of_torch.end();
  return std::any_of(inert_modules.begin(), inert_modules.end(),
                     [&](std::string_view prefix) { return module.starts_with(prefix); });
}

}  // namespace graft::detail
