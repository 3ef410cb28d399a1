# One interface target carries every flag. Our code links it; generated code does not.
add_library(strict INTERFACE)
target_compile_features(strict INTERFACE c_std_17)
target_compile_definitions(strict INTERFACE _GNU_SOURCE)
target_include_directories(strict INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
target_compile_options(strict INTERFACE
  -Wall -Wextra -Wpedantic
  -Wconversion -Wsign-conversion -Wdouble-promotion -Wfloat-equal
  -Wshadow -Wundef -Wcast-qual -Wpointer-arith -Wwrite-strings
  -Wstrict-prototypes -Wmissing-prototypes -Wmissing-declarations -Wold-style-definition
  -Wredundant-decls -Wnested-externs -Wbad-function-cast
  -Wformat=2 -Wswitch-enum -Wvla -Walloca -Wnull-dereference -Wdate-time -Wunused-macros
  $<$<C_COMPILER_ID:GNU>:-Wcast-align=strict -Warith-conversion -Wformat-signedness
    -Wformat-overflow=2 -Wformat-truncation=2 -Wimplicit-fallthrough=5 -Wduplicated-cond
    -Wduplicated-branches -Wlogical-op -Wjump-misses-init -Walloc-zero -Wrestrict
    -Wstringop-overflow=4 -Warray-bounds=2 -Wunused-const-variable=2 -Wtrampolines
    -Wstack-usage=16384>
  $<$<C_COMPILER_ID:Clang>:-Wcast-align -Wshadow-all -Wcast-function-type-strict
    -Wmissing-variable-declarations -Wconditional-uninitialized -Wcomma -Wassign-enum
    -Wheader-hygiene -Wextra-semi-stmt -Wunreachable-code-aggressive -Wreserved-identifier
    -Wimplicit-fallthrough -Wloop-analysis -Wformat-type-confusion -Wnewline-eof>
  -fvisibility=hidden -fno-common -fstrict-aliasing -fno-omit-frame-pointer)
if(ARENA_GUARD)
  target_compile_definitions(strict INTERFACE ARENA_ONE_OBJECT_PER_BLOCK)
endif()

# The product's own files may not use the functions that base/banned.h names; tests may, because
# cmocka needs setjmp.
add_library(banned INTERFACE)
target_compile_options(banned INTERFACE -include ${PROJECT_SOURCE_DIR}/src/base/banned.h)
