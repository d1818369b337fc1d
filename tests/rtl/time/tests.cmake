foreach(conns 1 1024 65536)
  toe_rtl_test(NAME time_path_${conns} TOP time_path_tb DIR tests/rtl/time PARAMS CONNS=${conns}
               SOURCES tests/rtl/time/rto_model.c tests/rtl/time/time_bench.c tests/rtl/time/time_random_tests.c)
endforeach()
