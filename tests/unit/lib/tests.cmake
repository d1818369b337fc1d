# The library and the driver below it against a scripted device.
foreach(topic socket send recv option info words hostile lies transport)
  if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/${topic}_test.c)
    toe_c_test(NAME unit_lib_${topic} RING unit LIBRARIES toe
      SOURCES ${CMAKE_CURRENT_LIST_DIR}/${topic}_test.c ${CMAKE_CURRENT_LIST_DIR}/mock.c ${CMAKE_CURRENT_LIST_DIR}/rig.c)
    target_include_directories(unit_lib_${topic} PRIVATE ${CMAKE_CURRENT_LIST_DIR})
  endif()
endforeach()

# The same library on two simulated engines.
toe_c_test(NAME e2e_lib_engine RING e2e LIBRARIES toe toe_back_sim toe_sim TIMEOUT 300
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/engine_test.c ${CMAKE_CURRENT_LIST_DIR}/mock.c ${CMAKE_CURRENT_LIST_DIR}/rig.c)
target_include_directories(e2e_lib_engine PRIVATE ${CMAKE_CURRENT_LIST_DIR})
