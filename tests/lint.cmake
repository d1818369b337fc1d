# Lint as tests of the unit ring: the engine in Verilator at several parameters, the format of C, generated files.
foreach(pair 8,1 8,64 8,1024 32,1024 64,65536)
  string(REPLACE "," ";" pair "${pair}")
  list(GET pair 0 data_bytes)
  list(GET pair 1 conns)
  add_test(NAME lint_toe_core_d${data_bytes}_c${conns}
    COMMAND ${VERILATOR_BIN} --lint-only -Wall ${CMAKE_SOURCE_DIR}/hw/lint.vlt -F ${CMAKE_SOURCE_DIR}/hw/toe.f
      --top-module toe_core -GDATA_BYTES=${data_bytes} -GCONNS=${conns})
  set_tests_properties(lint_toe_core_d${data_bytes}_c${conns} PROPERTIES LABELS unit TIMEOUT 120)
endforeach()

if(EXISTS ${CMAKE_SOURCE_DIR}/tools/gen_link.py)
  add_test(NAME lint_generated_files COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tools/gen_link.py --check
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(lint_generated_files PROPERTIES LABELS unit TIMEOUT 60)
  add_test(NAME lint_core_file COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tools/gen_core.py --check
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(lint_core_file PROPERTIES LABELS unit TIMEOUT 60)
endif()

add_test(NAME lint_invariants COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tools/check_invariants.py)
set_tests_properties(lint_invariants PROPERTIES LABELS unit TIMEOUT 60)

find_program(CLANG_FORMAT clang-format REQUIRED)
add_test(NAME lint_c_format
  COMMAND ${CMAKE_SOURCE_DIR}/cmake/check-format.sh ${CLANG_FORMAT} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(lint_c_format PROPERTIES LABELS unit TIMEOUT 60)
