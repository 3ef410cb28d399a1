# The one place that finds libraries. Each layer links only those its row of the table in
# ARCHITECTURE.md names.
option(STATIC_GRPC "Link gRPC and what it is made of into the program" OFF)

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
pkg_check_modules(GRPC REQUIRED IMPORTED_TARGET grpc)
pkg_check_modules(PROTOBUF_C REQUIRED IMPORTED_TARGET libprotobuf-c)
pkg_check_modules(MSGPACK REQUIRED IMPORTED_TARGET msgpack)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl>=7.86)
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson)
pkg_check_modules(EXPAT REQUIRED IMPORTED_TARGET expat)

# The shared gRPC is some fifty libraries with 17,000 symbols to look up at each start, and Terraform
# starts a provider several times per command: linked in, a start costs half the time, and 2.5 MiB
# less. OpenSSL stays shared, so that its security updates reach us.
add_library(grpc INTERFACE)
if(STATIC_GRPC)
  set(archives)
  set(shared)
  foreach(name IN LISTS GRPC_STATIC_LIBRARIES)
    if(name MATCHES "^(grpc|gpr|address_sorting|re2|upb|cares|absl_.*)$")
      find_library(GRPC_ARCHIVE_${name} lib${name}.a HINTS ${GRPC_STATIC_LIBRARY_DIRS} REQUIRED)
      list(APPEND archives ${GRPC_ARCHIVE_${name}})
    else()
      list(APPEND shared ${name})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES archives)
  list(REMOVE_DUPLICATES shared)
  list(JOIN archives "," archives)
  target_include_directories(grpc SYSTEM INTERFACE ${GRPC_INCLUDE_DIRS})
  target_link_libraries(grpc INTERFACE
    "$<LINK_GROUP:RESCAN,${archives}>" ${shared} -l:libstdc++.a m)
else()
  target_link_libraries(grpc INTERFACE PkgConfig::GRPC)
endif()
