#!/usr/bin/env python3
"""Makes graft's Conan and vcpkg packages and finds them from another project.

  recipes.py SCRATCH

What the recipes call of Conan and vcpkg is played by stand-ins that do the same with CMake, since Debian has neither: so the files
that they name, and the packages that result, are real, and whether the two programs take the recipes is not tested.
"""
import json
import shutil
import subprocess
import sys
import types
from pathlib import Path

HERE = Path(__file__).resolve().parent

VCPKG = """
set(CURRENT_PACKAGES_DIR "{package}")
function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS")
  execute_process(COMMAND ${{CMAKE_COMMAND}} -S ${{arg_SOURCE_PATH}} -B {build} ${{arg_OPTIONS}} -DCMAKE_INSTALL_PREFIX={package}
    COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()
function(vcpkg_cmake_install)
  execute_process(COMMAND ${{CMAKE_COMMAND}} --install {build} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()
function(vcpkg_cmake_config_fixup)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "PACKAGE_NAME;CONFIG_PATH" "")
  file(RENAME {package}/${{arg_CONFIG_PATH}} {package}/share/${{arg_PACKAGE_NAME}})
  # The folder lies one level higher now, which the file of targets counts.
  set(targets {package}/share/${{arg_PACKAGE_NAME}}/${{arg_PACKAGE_NAME}}Targets.cmake)
  file(READ ${{targets}} text)
  set(up [=[get_filename_component(_IMPORT_PREFIX "${{_IMPORT_PREFIX}}" PATH)
]=])
  string(REPLACE "${{up}}${{up}}${{up}}" "${{up}}${{up}}" text "${{text}}")
  file(WRITE ${{targets}} "${{text}}")
endfunction()
function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
  file(COPY_FILE ${{arg_FILE_LIST}} {package}/share/graft/copyright)
endfunction()
include({port})
"""

USER = """cmake_minimum_required(VERSION 3.25)
project(user LANGUAGES CXX)
find_package(graft {version} REQUIRED)
get_target_property(folders graft::headers INTERFACE_INCLUDE_DIRECTORIES)
if(NOT EXISTS "${{folders}}/graft/graft.hpp")
  message(FATAL_ERROR "no graft.hpp in ${{folders}}")
endif()
"""


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


def conan_stand_in(build):
    """Modules of Conan's names with as much of them as the recipe uses."""

    class CMake:
        def __init__(self, recipe):
            self.recipe = recipe

        def configure(self):
            variables = [f"-D{name}={'ON' if value is True else 'OFF' if value is False else value}"
                         for name, value in self.recipe.cache_variables.items()]
            run("cmake", "-S", self.recipe.source_folder, "-B", build, f"-DCMAKE_INSTALL_PREFIX={self.recipe.package_folder}", *variables,
                stdout=subprocess.DEVNULL)

        def install(self):
            run("cmake", "--install", build, stdout=subprocess.DEVNULL)

    class CMakeToolchain:
        def __init__(self, recipe):
            self.recipe, self.cache_variables = recipe, {}

        def generate(self):
            self.recipe.cache_variables = self.cache_variables

    def copy(_, pattern, src, dst):
        for path in Path(src).glob(pattern):
            target = Path(dst) / path.relative_to(src)
            if path.is_dir():
                shutil.copytree(path, target, dirs_exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)

    names = {"conan": {"ConanFile": object}, "conan.tools": {}, "conan.tools.cmake": {"CMake": CMake, "CMakeToolchain": CMakeToolchain},
             "conan.tools.files": {"copy": copy, "load": lambda _, path: Path(path).read_text(encoding="utf-8")}}
    for name, members in names.items():
        module = types.ModuleType(name)
        module.__dict__.update(members)
        sys.modules[name] = module


def conan_package(scratch):
    recipe_folder = HERE / "conan"
    conan_stand_in(scratch / "build")
    sys.path.insert(0, str(recipe_folder))
    sys.dont_write_bytecode = True
    from conanfile import GraftRecipe
    recipe = GraftRecipe()
    recipe.recipe_folder = str(recipe_folder)
    recipe.export_sources_folder = recipe.source_folder = str(scratch / "source")
    recipe.package_folder = str(scratch / "package")
    recipe.set_version()
    recipe.export_sources()
    recipe.generate()
    recipe.package()
    assert (scratch / "package/licenses/LICENSE").is_file()
    find(recipe.version, scratch / "package/share/cmake/graft", scratch / "user")


def vcpkg_package(scratch):
    package = scratch / "package"
    script = scratch / "install.cmake"
    port = HERE / "vcpkg/ports/graft"
    script.write_text(VCPKG.format(package=package, build=scratch / "build", port=port / "portfile.cmake"), encoding="utf-8")
    run("cmake", "-P", script)
    assert (package / "share/graft/copyright").is_file()
    find(json.loads((port / "vcpkg.json").read_text(encoding="utf-8"))["version"], package / "share/graft", scratch / "user")


def find(version, package, user):
    """Another project finds that version of the package, and the headers in it."""
    user.mkdir()
    (user / "CMakeLists.txt").write_text(USER.format(version=version), encoding="utf-8")
    run("cmake", "-S", user, "-B", user / "build", f"-Dgraft_DIR={package}", stdout=subprocess.DEVNULL)


def main():
    scratch = Path(sys.argv[1]).resolve()
    shutil.rmtree(scratch, ignore_errors=True)
    for name, make in ("conan", conan_package), ("vcpkg", vcpkg_package):
        (scratch / name).mkdir(parents=True)
        make(scratch / name)
        print(f"{name}: made and found")


main()
