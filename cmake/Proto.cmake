# protobuf-c code, made at build time from proto/. proto_library(name file...) gives a target that
# carries the generated headers; generated code is compiled without our warnings.
find_program(PROTOC_C protoc-c REQUIRED)

function(proto_library name)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/gen)
  set(sources)
  foreach(stem IN LISTS ARGN)
    add_custom_command(
      OUTPUT ${out}/${stem}.pb-c.c ${out}/${stem}.pb-c.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${out}
      COMMAND ${PROTOC_C} --c_out=${out} -I ${PROJECT_SOURCE_DIR}/proto ${stem}.proto
      DEPENDS ${PROJECT_SOURCE_DIR}/proto/${stem}.proto
      VERBATIM)
    list(APPEND sources ${out}/${stem}.pb-c.c)
  endforeach()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} SYSTEM PUBLIC ${out})
  target_link_libraries(${name} PUBLIC PkgConfig::PROTOBUF_C)
endfunction()
