# What `cmake --install` puts where, as two components:
#   toe   libtoe, shared and static, with toe.h and toe_transport.h (for transports that are made elsewhere)
#   sim   libtoe_sim, the simulated engine with the transport to it, its headers, and the program toe-sim
# Each with a pkg-config file (opentoe, opentoe-sim); find_package(opentoe [COMPONENTS sim]) gives opentoe::toe,
# opentoe::toe_static, opentoe::sim, opentoe::sim_static. No installed file names a folder of the build.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(headers ${CMAKE_INSTALL_INCLUDEDIR}/opentoe)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/opentoe)

# toe_install(component STATIC SHARED headers...): the libraries as opentoe::NAME, where NAME is the component's.
function(toe_install component static shared)
  set_target_properties(${static} PROPERTIES EXPORT_NAME ${component}_static)
  set_target_properties(${shared} PROPERTIES EXPORT_NAME ${component})
  foreach(target ${static} ${shared})
    target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${headers}>)
  endforeach()
  install(TARGETS ${static} ${shared} EXPORT opentoe-${component}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${component}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${component})
  install(FILES ${ARGN} DESTINATION ${headers} COMPONENT ${component})
  install(EXPORT opentoe-${component} NAMESPACE opentoe:: DESTINATION ${package} COMPONENT ${component})
endfunction()

# toe_install_pc(component name): name.pc, which finds its prefix from where it lies, so that `cmake --install --prefix`
# and a moved folder are right; with an absolute libdir it names the prefix instead.
function(toe_install_pc component name)
  set(libdir ${CMAKE_INSTALL_FULL_LIBDIR})
  set(includedir ${CMAKE_INSTALL_FULL_INCLUDEDIR})
  set(prefix ${CMAKE_INSTALL_PREFIX})
  if(NOT IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
    set(libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
    file(RELATIVE_PATH up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
    string(REGEX REPLACE "/$" "" up "${up}")
    set(prefix "\${pcfiledir}/${up}")
  endif()
  if(NOT IS_ABSOLUTE ${CMAKE_INSTALL_INCLUDEDIR})
    set(includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
  endif()
  configure_file(${CMAKE_SOURCE_DIR}/cmake/install/${name}.pc.in ${CMAKE_BINARY_DIR}/install/${name}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/install/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
    COMPONENT ${component})
endfunction()

toe_install(toe toe toe_shared lib/include/toe.h driver/toe_transport.h)
toe_install_pc(toe opentoe)
configure_package_config_file(cmake/install/opentoeConfig.cmake.in install/opentoeConfig.cmake
  INSTALL_DESTINATION ${package} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/install/opentoeConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/install/opentoeConfig.cmake ${CMAKE_BINARY_DIR}/install/opentoeConfigVersion.cmake
  DESTINATION ${package} COMPONENT toe)
install(FILES LICENSE docs/host-link.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT toe)

if(TOE_SIM)
  # One library of all that the simulation is made of. What verilated code and the inside of sim/ define is not shown.
  foreach(part toe_back_sim toe_sim_core toe_models_default toe_model_d8_c1024)
    list(APPEND objects $<TARGET_OBJECTS:${part}>)
  endforeach()
  add_library(toe_sim_static STATIC ${objects})
  add_library(toe_sim_shared SHARED ${objects})
  set_target_properties(toe_sim_static toe_sim_shared PROPERTIES OUTPUT_NAME toe_sim LINKER_LANGUAGE CXX)
  set_target_properties(toe_sim_shared PROPERTIES LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/install/toe_sim.map
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_link_options(toe_sim_shared PRIVATE -Wl,-Bsymbolic-functions
    -Wl,--version-script,${CMAKE_SOURCE_DIR}/cmake/install/toe_sim.map)
  target_link_libraries(toe_sim_shared PRIVATE ZLIB::ZLIB PkgConfig::SLIRP PkgConfig::PCAP m)
  target_link_libraries(toe_sim_static INTERFACE slirp pcap z stdc++ m pthread)
  toe_install(sim toe_sim_static toe_sim_shared
    sim/toe_sim.h sim/toe_trace.h sim/toe_wire.h sim/toe_impair.h driver/back/toe_back_sim.h)
  toe_install_pc(sim opentoe-sim)
  install(TARGETS toe-sim RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT sim)
endif()
