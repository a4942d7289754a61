/* show_all.h - TCP sequence numbers as a reader counts them: from the connection's begin.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_SHOW_ALL_H
#define PRESENT_SHOW_ALL_H

#include "present/show.h"

/* The begins of the connections last seen; a fixed table, in which a newer connection may push out an
 * older one. That one then counts anew from where it was. */
struct show_connections;

struct show_connections *show_connections_open(void);              /* NULL: no memory */
void show_connections_close(struct show_connections *connections); /* NULL is fine */
/* Sets item->sequence and item->acknowledgement of a TCP packet. */
void show_connections_pass(struct show_connections *connections, struct show_item *item);

#endif
