# Configures, builds and runs one consumer project in a fresh folder:
#   cmake -D way=... -D graft=SOURCE -D graft_build=BUILD -D build=FOLDER -D compiler=C -D generator=G [-D launcher=L]
#     [-D flags=F] [-D options=A,B] -P run.cmake
# The folder is laid out like graft itself, the headers in include/ and the compilers at work in build/, and the user compiles
# with graft's own flags F and options A, B: so that ccache, as the launcher, knows graft's bodies from graft's own build.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(source ${CMAKE_CURRENT_LIST_DIR}/${way})
file(REMOVE_RECURSE ${build})
file(MAKE_DIRECTORY ${build})
# Nothing of the surrounding build's environment may reach the user's project.
unset(ENV{CXXFLAGS})

if(way STREQUAL "meson_subproject")
  file(COPY ${source}/meson.build ${CMAKE_CURRENT_LIST_DIR}/main.cpp DESTINATION ${build}/source)
  file(MAKE_DIRECTORY ${build}/source/subprojects)
  file(CREATE_LINK ${graft} ${build}/source/subprojects/graft SYMBOLIC)
  set(ENV{CXX} "${launcher} ${compiler}")
  run(${meson} setup --buildtype plain ${build}/build ${build}/source)
  run(${meson} test -C ${build}/build --print-errorlogs)
  return()
endif()

# graft's bodies stand in for a file of the user's that includes <graft/implementation.hpp>, which must be compiled as they were.
if(way STREQUAL "pkg_config")
  run(${CMAKE_COMMAND} --install ${graft_build} --prefix ${build})
  set(ENV{PKG_CONFIG_PATH} ${build}/share/pkgconfig)
  execute_process(COMMAND pkg-config --cflags graft OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND pkg-config --libs graft OUTPUT_VARIABLE libraries OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags)
  separate_arguments(libraries)
  string(REPLACE "," ";" definitions "${definitions}")
  foreach(definition IN LISTS definitions)
    if(NOT "-D${definition}" IN_LIST flags)
      message(FATAL_ERROR "pkg-config does not say -D${definition}, with which graft's bodies are compiled: ${flags}")
    endif()
  endforeach()
  run(${launcher} ${compiler} -O2 ${flags} -c ${CMAKE_CURRENT_LIST_DIR}/main.cpp -o ${build}/main.o)
  run(${compiler} ${build}/main.o ${graft_build}/libgraft_implementation.a ${libraries} -o ${build}/main)
  run(${build}/main)
  return()
endif()

if(way STREQUAL "find_package")
  run(${CMAKE_COMMAND} --install ${graft_build} --prefix ${build})
  set(where -D CMAKE_PREFIX_PATH=${build})
else()
  file(CREATE_LINK ${graft}/CMakeLists.txt ${build}/CMakeLists.txt SYMBOLIC)
  file(CREATE_LINK ${graft}/include ${build}/include SYMBOLIC)
  set(where -D GRAFT_SOURCE=${build})
endif()
list(APPEND where -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_CXX_COMPILER_LAUNCHER=${launcher} -D OPTIONS=${options})

# A user who says nothing of how to compile: the bodies are optimised all the same. Only configured.
run(${CMAKE_COMMAND} -S ${source} -B ${build}/untyped -G ${generator} -D CMAKE_BUILD_TYPE= ${where})

run(${CMAKE_COMMAND} -S ${source} -B ${build}/build -G ${generator} -D CMAKE_BUILD_TYPE=Release
  -D "CMAKE_CXX_FLAGS_RELEASE=${flags}" -D "FLAGS_RELEASE=${flags}" ${where})
run(${CMAKE_COMMAND} --build ${build}/build --parallel 1)
run(${build}/build/main)
if(EXISTS ${build}/build/everything)
  run(${build}/build/everything)
endif()
