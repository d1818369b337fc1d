foreach(conns 64 1024)
  toe_rtl_test(NAME tcb_schedule_${conns} TOP tcb_schedule_tb DIR tests/rtl/tcb PARAMS CONNS=${conns})
endforeach()
toe_rtl_test(NAME event_arbiter TOP event_arbiter_tb DIR tests/rtl/tcb)
