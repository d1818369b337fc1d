/* rig.h: a mock device that behaves, an open toe_device on it, and the words that the tests are written in. */
#ifndef TOE_TEST_RIG_H
#define TOE_TEST_RIG_H

#include <CUnit/Basic.h>
#include <errno.h>
#include <string.h>

#include "mock.h"

#define PEER      ((struct toe_addr){MOCK_PEER, 80})
#define RIG_SMSS  1000
#define RIG_LIMIT 5000

struct rig {
    struct mock *mock;
    struct toe_device *dev;
};

/* A device; OPEN is answered by an announcement and a grant of RIG_LIMIT bytes in segments of RIG_SMSS. */
void rig_setup(struct rig *rig);
void rig_answer_open(struct mock *mock, const struct mock_message *message);

/* QUERY is answered: an RTO of 200 ms and more. */
void rig_answer_query(struct mock *mock, const struct mock_message *message);

/* The device is closed without waiting. */
void rig_teardown(struct rig *rig);

/* A connected socket; its connection number is *conn. */
struct toe_socket *rig_connect(struct rig *rig, uint16_t *conn);

/* A socket that listens on port 7 with this backlog, and whose LISTEN and SLOTs the mock has heard. */
struct toe_socket *rig_listen(struct rig *rig, int backlog);

/* Pumps until nothing is to be said, without letting time pass. */
void rig_settle(struct rig *rig);

/* PROGRESS in epoch 0 with everything that was asked for sent: acked, limit, wanted. */
void rig_progress(struct rig *rig, uint16_t conn, uint32_t acked, uint32_t limit, uint32_t wanted);

/* The bytes of every stream from this place on; and toe_send of them. */
void rig_fill(char *bytes, size_t count, size_t from);
void rig_send(struct toe_socket *s, size_t from, size_t count, int flags);

/* Offset, length and push flag of the i-th PAYLOAD heard; checks its bytes. */
bool rig_payload_is(const struct rig *r, unsigned i, uint32_t offset, uint32_t length, bool push);

/* Runs one suite of tests. */
struct rig_test {
    const char *name;
    void (*run)(void);
};
int rig_main(const char *suite, const struct rig_test *tests, size_t count);

#endif
