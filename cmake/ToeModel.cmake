# Whether this Verilator keeps a byte for each clock's trigger: sim/trigger_bits.h then takes its place. In the cache, so
# that models which other folders make are built alike: a program with both kinds has two classes of one name.
set(trigger_bytes "")
if(EXISTS ${VERILATOR_ROOT}/include/verilated_types.h)
  file(STRINGS ${VERILATOR_ROOT}/include/verilated_types.h trigger_bytes REGEX "std::array<bool, T_size> m_flags")
endif()
set(TOE_TRIGGER_BYTES "${trigger_bytes}" CACHE INTERNAL "")

# toe_add_model(NAME DATA_BYTES CONNS FILES): a verilated engine of one configuration as the static library NAME, which
# defines one table of the same name (sim/model.h). FILES is a Verilator file list that contains toe_core.
function(toe_add_model name data_bytes conns files)
  set(class V${name})
  add_library(${name} STATIC ${CMAKE_SOURCE_DIR}/sim/model.cpp)
  set(waves "")
  if(TOE_WAVES)
    set(waves TRACE_FST)
  endif()
  verilate(${name}
    SOURCES ${CMAKE_SOURCE_DIR}/sim/toe_sim_top.sv
    TOP_MODULE toe_sim_top PREFIX ${class} ${waves}
    VERILATOR_ARGS -F ${files} ${CMAKE_SOURCE_DIR}/hw/lint.vlt --assert
      --x-assign unique --x-initial unique ${TOE_VERILATOR_ARGS} -GDATA_BYTES=${data_bytes} -GCONNS=${conns}
    OPT_FAST ${TOE_MODEL_OPTIMIZE} ${TOE_GENERATED_OPTIONS} OPT_SLOW -O0 ${TOE_GENERATED_OPTIONS}
    OPT_GLOBAL -O2 ${TOE_GENERATED_OPTIONS})
  set_source_files_properties(${CMAKE_SOURCE_DIR}/sim/model.cpp TARGET_DIRECTORY ${name} PROPERTIES
    COMPILE_OPTIONS "-Wall;-Wextra;-Wno-shadow;-Wno-unused-parameter")
  if(TOE_TRIGGER_BYTES)
    target_compile_options(${name} PRIVATE -include ${CMAKE_SOURCE_DIR}/sim/trigger_bits.h)
  endif()
  target_compile_definitions(${name} PRIVATE TOE_MODEL=${name} TOE_MODEL_CLASS=${class}
    TOE_MODEL_HEADER="${class}.h" TOE_DATA_BYTES=${data_bytes} TOE_CONNS=${conns})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/sim)
  target_link_libraries(${name} PUBLIC ZLIB::ZLIB)
endfunction()

# toe_add_model_set(NAME PREFIX FILES D,C ...): a library NAME with the array toe_models of exactly these
# configurations, each the library PREFIX_d<D>_c<C>, made here unless another set has made it.
function(toe_add_model_set name prefix files)
  set(TOE_MODEL_DECLARATIONS "")
  set(TOE_MODEL_POINTERS "")
  set(models "")
  foreach(pair IN LISTS ARGN)
    string(REPLACE "," ";" pair "${pair}")
    list(GET pair 0 data_bytes)
    list(GET pair 1 conns)
    set(model ${prefix}_d${data_bytes}_c${conns})
    if(NOT TARGET ${model})
      toe_add_model(${model} ${data_bytes} ${conns} ${files})
    endif()
    list(APPEND models ${model})
    string(APPEND TOE_MODEL_DECLARATIONS "extern const struct toe_model_ops ${model};\n")
    string(APPEND TOE_MODEL_POINTERS "&${model}, ")
  endforeach()
  configure_file(${CMAKE_SOURCE_DIR}/sim/models.c.in ${CMAKE_CURRENT_BINARY_DIR}/${name}.c @ONLY)
  add_library(${name} STATIC ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/sim)
  target_link_libraries(${name} PUBLIC ${models})
endfunction()
