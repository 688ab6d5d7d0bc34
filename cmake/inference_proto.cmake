# saa_inference_proto: the messages and the service of the Open Inference Protocol, generated from
# src/serving/grpc/open_inference_protocol.proto. Generated code is not held to our warnings.
set(proto_folder ${PROJECT_SOURCE_DIR}/src/serving/grpc)
set(proto_out ${PROJECT_BINARY_DIR}/generated/proto)
set(proto_files)
foreach(end pb.h pb.cc grpc.pb.h grpc.pb.cc)
  list(APPEND proto_files ${proto_out}/open_inference_protocol.${end})
endforeach()
file(MAKE_DIRECTORY ${proto_out})
add_custom_command(
  OUTPUT ${proto_files}
  COMMAND protobuf::protoc --proto_path=${proto_folder} --cpp_out=${proto_out} --grpc_out=${proto_out}
          --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin> open_inference_protocol.proto
  DEPENDS ${proto_folder}/open_inference_protocol.proto VERBATIM)
add_library(saa_inference_proto STATIC ${proto_files})
target_include_directories(saa_inference_proto SYSTEM PUBLIC ${proto_out})
target_link_libraries(saa_inference_proto PUBLIC gRPC::grpc++ protobuf::libprotobuf)
