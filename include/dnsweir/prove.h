/* prove.h - two classic BPF programs held against each other for all packets, by proof.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Packets are all octet strings of some length, captured whole: `len` is their length. What extensions
 * read (weir_bpf_metadata) may be anything, but the same for both programs; so may `rand`. */
#ifndef DNSWEIR_PROVE_H
#define DNSWEIR_PROVE_H

#include <dnsweir/bpf.h>

#include <signal.h>

WEIR_API_BEGIN

/* A program matches a packet if it returns another number than 0. */
enum weir_prove_claim {
	WEIR_PROVE_EQUAL,    /* A and B match the same packets */
	WEIR_PROVE_IMPLIES,  /* B matches where A does */
	WEIR_PROVE_DISJOINT, /* no packet matches both */
	WEIR_PROVE_NEVER,    /* A matches nothing */
	WEIR_PROVE_ALWAYS,   /* A matches everything */
};

enum weir_prove_answer {
	WEIR_PROVE_PROVED,  /* true of all packets */
	WEIR_PROVE_REFUTED, /* here is a packet: both programs were run on it */
	WEIR_PROVE_UNKNOWN, /* not found out: see `reason` */
};

struct weir_prove_question {
	size_t size;
	const struct weir_bpf_program *a;
	const struct weir_bpf_program *b;     /* not for NEVER and ALWAYS */
	const struct weir_bpf_program *given; /* only packets that this matches; may be NULL */
	/* A counterexample that this matches is preferred; may be NULL. */
	const struct weir_bpf_program *liked;
	enum weir_prove_claim claim;
	bool values;  /* EQUAL: the numbers returned are the same too */
	bool untried; /* do not look for a counterexample by trying packets, only by reasoning */
	uint32_t shortest,
		longest;       /* the packet's length; 0 for longest: 65535, the most there is */
	unsigned milliseconds; /* time for all of it; 0: 60 seconds */
	unsigned memory_mib;   /* what the solver may take; 0: 2048 */
	/* Becomes another number than 0: give up. NULL: never. */
	const volatile sig_atomic_t *interrupted;
};
#define WEIR_PROVE_QUESTION                                                                        \
	{                                                                                          \
		.size = sizeof(struct weir_prove_question)                                         \
	}

struct weir_prove_result {
	enum weir_prove_answer answer;
	const char *reason;                /* UNKNOWN: why, in words; static storage */
	struct weir_slice packet;          /* REFUTED: its octets; owned by the result */
	struct weir_bpf_metadata metadata; /* ... and what extensions read */
	uint32_t returned_a, returned_b;   /* ... and what the programs returned */
	uint64_t microseconds;
	size_t states; /* what was looked at: instructions with what registers hold */
	size_t rounds; /* questions to the solver */
};

/* WEIR_E_FORM: a program breaks the kernel's rules (weir_bpf_check); WEIR_E_SUPPORT: the question needs
 * libz3, and there is none; WEIR_E_USE, WEIR_E_MEMORY. The library is opened here and nowhere else. */
enum weir_status weir_prove(const struct weir_prove_question *question,
			    struct weir_prove_result *out, struct weir_error *err) WEIR_MUST_USE;
void weir_prove_free(struct weir_prove_result *result); /* zeroed is fine */

WEIR_API_END
#endif
