/* scene.h - captures of DNS traffic written from lines of text, for the tests of the miner.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A line is one message: MILLISECONDS q|r ID NAME TYPE [OPTION...] [| [ns:|ar:]OWNER [CLASS] TYPE
 * RDATA]... with "-" for NAME and TYPE when there is no question. Options: tcp, mdns, llmnr, client=N,
 * server=N, port=N (the client's), class=N, opcode=N, rcode=N, ext=N (twelve bits, by OPT), tc, cut=N
 * (octets off the message's end), snap=N (off the frame's), more=N (records claimed, not there). CLASS
 * is CH or FLUSH (IN with mDNS's top bit). */
#ifndef TESTS_MINE_SCENE_H
#define TESTS_MINE_SCENE_H

/* Write the lines to a new capture at `path`; ends the test program when they are wrong. */
void scene_write(const char *path, const char *lines);

#endif
