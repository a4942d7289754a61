/* registry.h - words for the small numbers of DNS: RCODE, opcode, EDNS option, extended error.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One .def table each, from the IANA registry "Domain Name System (DNS) Parameters". Words are stable
 * and read without case. */
#ifndef DNSWEIR_REGISTRY_H
#define DNSWEIR_REGISTRY_H

#include <dnsweir/base.h>

WEIR_API_BEGIN

enum weir_rcode {
#define RCODE(symbol, number) WEIR_RCODE_##symbol = number,
#define TSIG_ERROR RCODE
#include <dnsweir/rcode.def>
#undef TSIG_ERROR
#undef RCODE
};

enum weir_opcode {
#define OPCODE(symbol, number) WEIR_OPCODE_##symbol = number,
#include <dnsweir/opcode.def>
#undef OPCODE
};

enum weir_option_code {
#define OPTION(symbol, code, word, ...) WEIR_OPTION_##symbol = code,
#define OPTION_ALIAS(code, word)
#include <dnsweir/option.def>
#undef OPTION_ALIAS
#undef OPTION
};

enum weir_ede_code {
#define EDE(symbol, number, text) WEIR_EDE_##symbol = number,
#include <dnsweir/ede.def>
#undef EDE
};

/* The registered word, NULL where there is none. Static storage. */
const char *weir_rcode_name(unsigned rcode);      /* "NXDOMAIN"; 16 is "BADVERS" */
const char *weir_tsig_error_name(unsigned rcode); /* the same, but 16 is "BADSIG" */
const char *weir_opcode_name(unsigned opcode);    /* "NOTIFY" */
const char *weir_option_name(unsigned code);      /* "COOKIE" */
const char *weir_ede_text(unsigned code);         /* "Stale Answer" */

/* The word, or one made of the number: RCODE12, OPCODE3, OPT65001, EDE99. */
void weir_rcode_print(unsigned rcode, struct weir_writer *out);
void weir_opcode_print(unsigned opcode, struct weir_writer *out);
void weir_option_code_print(unsigned code, struct weir_writer *out);
void weir_ede_print(unsigned code, struct weir_writer *out);

/* A registered word or alias without case, a made one, or a plain decimal number. WEIR_E_UNKNOWN: no
 * such word; WEIR_E_RANGE: above 4095 for an RCODE that OPT can carry (65535 in TSIG), 15 for an
 * opcode, 65535 for the others. On failure `out` is as it was. */
enum weir_status weir_rcode_parse(struct weir_slice text, uint16_t *out) WEIR_MUST_USE;
enum weir_status weir_tsig_error_parse(struct weir_slice text, uint16_t *out) WEIR_MUST_USE;
enum weir_status weir_opcode_parse(struct weir_slice text, uint16_t *out) WEIR_MUST_USE;
enum weir_status weir_option_code_parse(struct weir_slice text, uint16_t *out) WEIR_MUST_USE;
enum weir_status weir_ede_parse(struct weir_slice text, uint16_t *out) WEIR_MUST_USE;

WEIR_API_END
#endif
