# The one place that finds libraries. Each layer links only those its row of the table in
# ARCHITECTURE.md names.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
pkg_check_modules(GRPC REQUIRED IMPORTED_TARGET grpc)
pkg_check_modules(PROTOBUF_C REQUIRED IMPORTED_TARGET libprotobuf-c)
pkg_check_modules(MSGPACK REQUIRED IMPORTED_TARGET msgpack)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl>=7.86)
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson)
