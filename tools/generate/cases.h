/* cases.h - the run and wrap functions that cases.def names.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef GENERATE_CASES_H
#define GENERATE_CASES_H

#include "scene.h"

/* demo.c: a little of everything, for `make demo` */
void run_demo(struct scene *s);

/* cases_dns.c: what the messages say */
void run_address(struct scene *s);  /* the row's domain has the row's address */
void run_address6(struct scene *s); /* the same over IPv6 */
void run_both(struct scene *s);     /* an A over IPv4 and an AAAA over IPv6 */
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
void run_null_swapped(struct scene *s);

/* cases_link.c: what lies between the capture and IP */
wrap_fn wrap_none;
wrap_fn wrap_vlan;
wrap_fn wrap_qinq;
wrap_fn wrap_qinq_9100;
wrap_fn wrap_vlan_deep;
wrap_fn wrap_mpls;
wrap_fn wrap_ppp;
wrap_fn wrap_ppp_serial;
wrap_fn wrap_pppoe;
wrap_fn wrap_ppp_ether;
wrap_fn wrap_sll;
wrap_fn wrap_sll_vlan;
wrap_fn wrap_sll2;
wrap_fn wrap_null;
wrap_fn wrap_loop;
wrap_fn wrap_nflog;
wrap_fn wrap_frelay;
wrap_fn wrap_chdlc;
wrap_fn wrap_llc;
wrap_fn wrap_fddi;
wrap_fn wrap_wlan;
wrap_fn wrap_radiotap;
wrap_fn wrap_prism;
wrap_fn wrap_ppi;
wrap_fn wrap_padded;

/* cases_tunnel.c: packets inside packets */
wrap_fn wrap_ipip;
wrap_fn wrap_in_ip6;
wrap_fn wrap_gre;
wrap_fn wrap_gre_key;
wrap_fn wrap_gre_ppp;
wrap_fn wrap_gre_ether;
wrap_fn wrap_erspan;
wrap_fn wrap_erspan3;
wrap_fn wrap_vxlan;
wrap_fn wrap_geneve;
wrap_fn wrap_gtp;
wrap_fn wrap_nested;
wrap_fn wrap_ip4_options;
wrap_fn wrap_ah;
wrap_fn wrap_ip6_chain;

#endif
