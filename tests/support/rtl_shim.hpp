/* rtl_shim.hpp: the C++ half of rtl_shim.h; include after VNAME.h and NAME_ports.h. */
#include <cstdlib>
#include <new>
#include <type_traits>

#define RTL_CLASS     RTL_CAT(V, RTL_NAME)
#define RTL_MODEL(io) (static_cast<RTL_CLASS *>((io)->model))
#define RTL_PUT(name) RTL_MODEL(io)->name = static_cast<std::remove_reference_t<decltype(RTL_CLASS::name)>>(io->name);
#define RTL_GET(name) io->name = RTL_MODEL(io)->name;

double sc_time_stamp()
{
    return 0;
}

extern "C" RTL_NAME *RTL_CAT(RTL_NAME, _new)(void)
{
    auto *io = static_cast<RTL_NAME *>(calloc(1, sizeof(RTL_NAME)));
    const char *args[] = {"rtl"}; /* clock_gate.sv asks for plus arguments */
    Verilated::commandArgs(1, args);
    if (io)
        io->model = new RTL_CLASS;
    return io;
}

extern "C" void RTL_CAT(RTL_NAME, _eval)(RTL_NAME *io)
{
    RTL_INPUTS(RTL_PUT)
    RTL_MODEL(io)->clk_i = 0;
    RTL_MODEL(io)->eval();
    RTL_OUTPUTS(RTL_GET)
}

extern "C" void RTL_CAT(RTL_NAME, _clock)(RTL_NAME *io)
{
    RTL_CAT(RTL_NAME, _eval)(io);
    RTL_MODEL(io)->clk_i = 1;
    RTL_MODEL(io)->eval();
    RTL_OUTPUTS(RTL_GET)
}

extern "C" void RTL_CAT(RTL_NAME, _free)(RTL_NAME *io)
{
    RTL_MODEL(io)->final();
    delete RTL_MODEL(io);
    free(io);
}
