"""A Conan 2 recipe for graft: `conan create tests/consumer/conan`, then `find_package(graft)` as without Conan.

graft is headers, and a CMake package whose target compiles their bodies in the project that uses it, so there is one package for
all settings. LibTorch, Eigen, range-v3, stb_image and the optional libraries are not Conan's: they are the system's, or wherever
CMAKE_PREFIX_PATH says, and graft's package finds them with find_package when it is used.
"""
import os

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain
from conan.tools.files import copy, load


class GraftRecipe(ConanFile):
    name = "graft"
    description = "Transfer learning on LibTorch, header-only"
    license = "BSD-3-Clause"
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"

    def set_version(self):
        text = load(self, os.path.join(self.root(), "include", "graft", "version.hpp"))
        parts = dict(line.split()[1:3] for line in text.splitlines() if line.startswith("#define GRAFT_VERSION_M")
                     or line.startswith("#define GRAFT_VERSION_PATCH"))
        self.version = ".".join(parts[f"GRAFT_VERSION_{part}"] for part in ("MAJOR", "MINOR", "PATCH"))

    def root(self):
        """The checkout, seen from the folder of this recipe."""
        return os.path.join(self.recipe_folder, "..", "..", "..")

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "include/*"):
            copy(self, pattern, src=self.root(), dst=self.export_sources_folder)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables.update(
            {"GRAFT_BUILD_TESTS": False, "GRAFT_BUILD_EXAMPLES": False, "GRAFT_INSTALL": True})
        toolchain.generate()

    def package(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.install()
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))

    def package_id(self):
        self.info.clear()

    def package_info(self):
        # graft's own graftConfig.cmake is used, not one that Conan makes.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("share", "cmake", "graft")]
        self.cpp_info.bindirs = self.cpp_info.libdirs = []
