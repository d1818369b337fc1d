# The library and the driver below it against a scripted device.
foreach(topic socket data hostile transport)
  if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/${topic}_test.c)
    toe_c_test(NAME unit_lib_${topic} RING unit LIBRARIES toe
      SOURCES ${CMAKE_CURRENT_LIST_DIR}/${topic}_test.c ${CMAKE_CURRENT_LIST_DIR}/mock.c ${CMAKE_CURRENT_LIST_DIR}/rig.c)
    target_include_directories(unit_lib_${topic} PRIVATE ${CMAKE_CURRENT_LIST_DIR})
  endif()
endforeach()
