/* fin_with_old_text.c: a segment whose text has all come before, and whose FIN has not (RFC 9293 section 3.10.7.4: text is cut to
 * what is new, which may be nothing). */
#include "wire.h"

static void old_text_with_a_new_fin_gives_only_the_fin(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101);
    peer_sends(p, FIN | ACK | PSH, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 102);
    app_reads(p, 100);
    app_reads_end(p);
}

static const wire_test tests[] = {
    TEST(old_text_with_a_new_fin_gives_only_the_fin),
};
const wire_suite data_fin_with_old_text = SUITE("FIN behind old text", tests);
