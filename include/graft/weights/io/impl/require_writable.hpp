#pragma once

#include <filesystem>

#include <graft/weights/io/atomic_file.hpp>
#include <graft/weights/io/require_writable.hpp>

namespace graft {

void require_writable(const std::filesystem::path& file) { const AtomicFile opened_and_dropped(file); }

}  // namespace graft
