# The driver's parts by themselves.
toe_c_test(NAME unit_driver_grant RING unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/grant_test.c LIBRARIES toe_driver)
