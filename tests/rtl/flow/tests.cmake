# The tests of hw/rtl/flow and hw/rtl/isn.
toe_rtl_test(NAME siphash TOP siphash_tb DIR tests/rtl/flow)
toe_rtl_test(NAME flow_hash TOP flow_hash_tb DIR tests/rtl/flow)
foreach(conns 1 64 1024)
  toe_rtl_test(NAME flow_path_${conns} TOP flow_path_tb DIR tests/rtl/flow PARAMS CONNS=${conns}
               SOURCES tests/rtl/flow/flow_bench.c tests/rtl/flow/flow_cases.c tests/rtl/flow/flow_segment_test.c
                       tests/rtl/flow/flow_open_test.c tests/rtl/flow/flow_random.c)
endforeach()
