/* cases.h - the run and wrap functions that cases.def names.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef GENERATE_CASES_H
#define GENERATE_CASES_H

#include "scene.h"

/* demo.c: a little of everything, for `make demo` */
void run_demo(struct scene *s);

/* cases_dns.c: what the messages say */
void run_address(struct scene *s); /* the row's domain has the row's address */
void run_chain(struct scene *s);
void run_short_a(struct scene *s);
void run_spoof(struct scene *s);
void run_type65(struct scene *s);
void run_case0x20(struct scene *s);

/* cases_traffic.c: how they travel */
void run_tcp(struct scene *s);
void run_fragments(struct scene *s);
void run_ip6ext(struct scene *s);
/* The same answers with so many TXT records of so many octets, at most 250, in front of the A. */
void answer_in_segments(struct scene *s, unsigned texts, size_t length);
void answer_in_fragments(struct scene *s, unsigned texts, size_t length);
/* The datagram at hand in IPv4 fragments of `piece` octets, a multiple of 8. */
void send_fragments(struct scene *s, const struct endpoint *from, const struct endpoint *to,
		    size_t piece);

/* cases_file.c: what holds the frames */
void run_cut(struct scene *s);

/* cases_link.c: what lies between the capture and IP */
wrap_fn wrap_vlan;
wrap_fn wrap_qinq;
wrap_fn wrap_gre;
wrap_fn wrap_vxlan;
wrap_fn wrap_mpls;

#endif
