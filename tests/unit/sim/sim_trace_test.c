/* Decision trace, dispositions, and what happens when an assertion of the RTL fires. */
#include "sim_test.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

struct seen {
    struct toe_trace trace;
    struct toe_disposition disposition;
    unsigned traces, dispositions;
};

static void on_trace(void *arg, const struct toe_trace *trace)
{
    struct seen *seen = arg;

    seen->trace = *trace;
    seen->traces++;
}

static void on_disposition(void *arg, const struct toe_disposition *disposition)
{
    struct seen *seen = arg;

    seen->disposition = *disposition;
    seen->dispositions++;
}

static void every_decision_and_disposition_is_shown_once(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    struct seen seen = {.traces = 0};
    struct toe_sim_watch watch = {.arg = &seen, .trace = on_trace, .disposition = on_disposition};
    uint8_t frame[60] = {0};

    toe_sim_watch(sim, &watch);
    for (unsigned i = 0; i < 5; i++)
        toe_sim_wire_inject(sim, 1000, frame, sizeof frame);
    toe_sim_run(sim, TOE_SIM_NEVER, 10000);
    CU_ASSERT_EQUAL(seen.traces, 5);
    CU_ASSERT_EQUAL(seen.dispositions, 5);
    CU_ASSERT_EQUAL(seen.trace.conn, 15);
    CU_ASSERT_EQUAL(seen.trace.una, 4);
    CU_ASSERT_EQUAL(seen.trace.cycle, seen.disposition.cycle);
    CU_ASSERT_EQUAL(seen.trace.t_ns, seen.trace.cycle * 10);
    CU_ASSERT_EQUAL(seen.disposition.room, 3);
    CU_ASSERT_STRING_EQUAL(toe_trace_disposition_name(seen.disposition.what), "DispConsumed");
    toe_sim_destroy(sim);
}

static void a_run_can_end_at_a_decision(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_LOCKSTEP, 8);
    uint8_t frame[60] = {0};

    toe_sim_wire_inject(sim, 1000, frame, sizeof frame);
    CU_ASSERT_TRUE(toe_sim_run_until_event(sim, TOE_SIM_STOP_TRACE, 1000000) & TOE_SIM_STOP_TRACE);
    CU_ASSERT_EQUAL(toe_sim_now_ns(sim), 1000 + 8 * 10); /* in the cycle of the last of eight beats */
    toe_sim_destroy(sim);
}

static void names_and_clauses_are_those_of_the_packages(void)
{
    char line[256], flags[9];
    struct toe_trace trace = {.kind = 0, .ev_flags = 0x12, .act_send = 1, .act_flags = 0x10};

    CU_ASSERT_STRING_EQUAL(toe_trace_state_name(0), "StClosed");
    CU_ASSERT_STRING_EQUAL(toe_trace_reason_name(0), "WhyNone");
    CU_ASSERT_STRING_EQUAL(toe_trace_reason_name(100000), "?");
    CU_ASSERT_STRING_EQUAL(toe_trace_kind_name(0), "EvSegment");
    CU_ASSERT_STRING_EQUAL(toe_trace_flags(0x12, flags), "...A..S.");
    CU_ASSERT_PTR_NOT_NULL(strstr(toe_trace_reason_clause(2), "3.10.7.2"));
    CU_ASSERT_TRUE(toe_trace_reasons() > 50 && toe_trace_dispositions() <= TOE_DISPOSITIONS_MAX);
    toe_trace_print(line, sizeof line, &trace);
    CU_ASSERT_PTR_NOT_NULL(strstr(line, "...A..S."));
}

/* Runs the loop's assertion in a child; returns how the child ended. */
static int status_after_assertion(void)
{
    struct toe_sim *sim;
    uint8_t bytes[8];
    int status = 0;
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        fclose(stdout);
        fclose(stderr);
        sim = loop_new(TOE_SIM_VIRTUAL, 8);
        beat(bytes, 0xa3, 0);
        toe_sim_link_write(sim, bytes, 8);
        toe_sim_run(sim, TOE_SIM_NEVER, 1000);
        _exit(0);
    }
    waitpid(child, &status, 0);
    return status;
}

static void an_assertion_of_the_rtl_aborts_the_simulation(void)
{
    int status = status_after_assertion();

    CU_ASSERT_TRUE(WIFSIGNALED(status));
    CU_ASSERT_EQUAL(WTERMSIG(status), SIGABRT);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(every_decision_and_disposition_is_shown_once),
        SIM_CASE(a_run_can_end_at_a_decision),
        SIM_CASE(names_and_clauses_are_those_of_the_packages),
        SIM_CASE(an_assertion_of_the_rtl_aborts_the_simulation),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("trace", tests);
}
