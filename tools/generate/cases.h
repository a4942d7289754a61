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

/* cases_traffic.c: UDP and ICMP */
void run_ip6ext(struct scene *s);
void run_zero_checksum(struct scene *s);
void run_bad_checksum(struct scene *s);
void run_lying_udp(struct scene *s);
void run_snap(struct scene *s);
void run_icmp_quoted(struct scene *s);
void run_port_5300(struct scene *s);
void run_encrypted(struct scene *s);
void run_short_payload(struct scene *s);
/* An answer of one address behind TXT records of so many octets each, at most 250; not sent. */
void answer_long(struct scene *s, const struct talk *t, const char *name, const char *address,
		 unsigned texts, size_t length);

/* cases_fragment.c: how they travel in fragments */
void run_fragments(struct scene *s);
void run_ip6frag(struct scene *s);
void run_frag_reordered(struct scene *s);
void run_frag_duplicate(struct scene *s);
void run_frag_overlap(struct scene *s);
void run_frag_lost(struct scene *s);
void run_frag_form(struct scene *s);
void answer_in_fragments(struct scene *s, unsigned texts, size_t length);

/* cases_tcp.c: and in TCP */
void run_tcp(struct scene *s);
void run_tcp_reordered(struct scene *s);
void run_tcp_retransmitted(struct scene *s);
void run_tcp_overlap(struct scene *s);
void run_tcp_octets(struct scene *s);
void run_tcp_several(struct scene *s);
void run_tcp_nosyn(struct scene *s);
void run_tcp_fastopen(struct scene *s);
void run_tcphole(struct scene *s);
void run_tcp_reset(struct scene *s);
void run_axfr(struct scene *s);
void answer_in_segments(struct scene *s, unsigned texts, size_t length);

/* cases_pair.c: questions and answers that do not fit */
void run_one_sided(struct scene *s);
void run_retransmit(struct scene *s);
void run_reorder(struct scene *s);
void run_conflict(struct scene *s);
void run_late(struct scene *s);
void run_case_mismatch(struct scene *s);
void run_question_mismatch(struct scene *s);
void run_formerr(struct scene *s);
void run_truncated(struct scene *s);
void run_rcodes(struct scene *s);
void run_opcodes(struct scene *s);
void run_class_ch(struct scene *s);
void run_mdns(struct scene *s);
void run_llmnr(struct scene *s);

/* cases_hostile.c: what breaks printers and walkers */
void run_hostile(struct scene *s);
void run_loop(struct scene *s);
void run_cname_loop(struct scene *s);
void run_chain_long(struct scene *s);
void run_chain_reversed(struct scene *s);
void run_dname(struct scene *s);

/* cases_types.c: records and options */
void run_types(struct scene *s);
void run_types_short(struct scene *s);
void run_edns(struct scene *s);

/* cases_cookbook.c: labelled packets, for the cookbook's rules */
void run_cookbook(struct scene *s);

/* cases_file.c: what holds the frames */
void run_cut(struct scene *s);
void run_header_only(struct scene *s);
void run_swapped(struct scene *s);
void run_nano_swapped(struct scene *s);
void run_null_swapped(struct scene *s);
void run_fcs(struct scene *s);
void run_ng_interfaces(struct scene *s);
void run_ng_sections(struct scene *s);
void run_ng_blocks(struct scene *s);
void run_ng_cut(struct scene *s);
void run_gzip(struct scene *s);
void run_gzip_members(struct scene *s);
void run_gzip_cut(struct scene *s);
void run_zstd(struct scene *s);
void run_lz4(struct scene *s);
void run_xz(struct scene *s);
wrap_fn wrap_fcs;

/* cases_link.c: what lies between the capture and IP */
void put_little(uint8_t *at, uint32_t value, size_t size); /* least octet first */
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
wrap_fn wrap_snap;
wrap_fn wrap_llc;
wrap_fn wrap_fddi;
wrap_fn wrap_wlan;
wrap_fn wrap_radiotap;
wrap_fn wrap_prism;
wrap_fn wrap_ppi;
wrap_fn wrap_padded;

/* cases_rare.c: the same, less common */
wrap_fn wrap_arcnet;
wrap_fn wrap_enc;
wrap_fn wrap_pflog;
wrap_fn wrap_avs;
wrap_fn wrap_juniper;
wrap_fn wrap_pktap;

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
wrap_fn wrap_vxlan_linux;
wrap_fn wrap_vxlan_gpe;
wrap_fn wrap_nsh;
wrap_fn wrap_teredo;
wrap_fn wrap_l2tp;
wrap_fn wrap_lisp;
wrap_fn wrap_tzsp;
wrap_fn wrap_etherip;
wrap_fn wrap_mpls_in_ip;
wrap_fn wrap_pseudowire;
wrap_fn wrap_pbb;
wrap_fn wrap_macsec;
wrap_fn wrap_geneve;
wrap_fn wrap_gtp;
wrap_fn wrap_nested;
wrap_fn wrap_ip4_options;
wrap_fn wrap_ah;
wrap_fn wrap_ip6_chain;

#endif
