/* bpf.h - classic BPF programs: their text forms, the kernel's checks, and a machine that runs them.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The instruction set of McCanne and Jacobson 1993 with Linux's extensions
 * (Documentation/networking/filter.rst). */
#ifndef DNSWEIR_BPF_H
#define DNSWEIR_BPF_H

#include <dnsweir/base.h>

WEIR_API_BEGIN

/* As struct sock_filter of <linux/filter.h>. */
struct weir_bpf_op {
	uint16_t code;
	uint8_t jt, jf; /* instructions to skip */
	uint32_t k;
};

enum { WEIR_BPF_OPS_MAX = 4096 };

struct weir_bpf_program {
	struct weir_bpf_op *ops;
	size_t count;
};
void weir_bpf_free(struct weir_bpf_program *program); /* NULL and zeroed are fine */

enum weir_bpf_form {
	WEIR_BPF_BYTECODE, /* "N,code jt jf k,code jt jf k,...": iptables' and tc's */
	WEIR_BPF_ASM,      /* the kernel's bpf_asm, labels where jumps lead */
	WEIR_BPF_C,        /* an array of struct sock_filter */
	WEIR_BPF_D,        /* tcpdump -d */
	WEIR_BPF_DDD,      /* tcpdump -ddd: the count, then a line an instruction */
	WEIR_BPF_OLD,      /* bytecode with a comma at its end: bpf_asm's and bpfgen's */
	WEIR_BPF_DD,       /* tcpdump -dd: the rows of a C array */
	WEIR_BPF_ROWS,     /* bpf_asm -c: the same, aligned */
};
/* ASM says every program, whatever its bits: what no mnemonic can say, as `.insn CODE JT JF K`. D does
 * not show what an instruction has no use for, nor what an unknown one is. */
void weir_bpf_print(const struct weir_bpf_program *program, enum weir_bpf_form form,
		    struct weir_writer *out);
/* The instruction at place `at` on one line without its end, jumps to labels that name places:
 * "jeq #0x800, l2, l5". What no mnemonic can say: ".insn CODE JT JF K". */
void weir_bpf_print_op(const struct weir_bpf_op *op, size_t at, struct weir_writer *out);
/* BYTECODE and DDD; a final comma and blanks are fine. The count must be right, the numbers in range;
 * err->offset is the column. Not checked for what it does: weir_bpf_check. */
enum weir_status weir_bpf_parse(struct weir_slice text, struct weir_bpf_program *out,
				struct weir_error *err) WEIR_MUST_USE;

/* The language of the kernel's bpf_asm, and what bpf_dbg's `disassemble` prints. Beyond it: labels of any
 * length, also those named like a register or a mnemonic; `[x]`; tcpdump's names of extensions; the
 * number of an instruction where `jmp` takes a label; `.insn CODE JT JF K`. Nothing is cut to what fits.
 * err->offset is the octet, the text begins with "line L, column C: ". `out` is untouched on failure. */
enum weir_status weir_bpf_assemble(struct weir_slice text, struct weir_bpf_program *out,
				   struct weir_error *err) WEIR_MUST_USE;

/* Any form that weir_bpf_print writes, told by what it looks like: bytecode, -ddd, rows of a C array with or
 * without its declaration, -d, assembler. `form`, which may be NULL, becomes the form read: BYTECODE or
 * OLD, DDD, C, DD (rows alone), D or ASM; on failure the form it was taken for. Errors as above. */
enum weir_status weir_bpf_read(struct weir_slice text, struct weir_bpf_program *out,
			       enum weir_bpf_form *form, struct weir_error *err) WEIR_MUST_USE;

/* The rules of the kernel's bpf_check_classic(); the text names the instruction and the rule broken.
 * The machine below runs only what passes. */
enum weir_status weir_bpf_check(const struct weir_bpf_program *program,
				struct weir_error *err) WEIR_MUST_USE;

/* All that can be said of a program, not only the first rule that it breaks. */
enum weir_bpf_finding {
#define FINDING(symbol, ...) WEIR_BPF_FINDING_##symbol,
#include <dnsweir/bpf_finding.def>
#undef FINDING
	WEIR_BPF_FINDINGS
};
enum weir_bpf_finding_kind {
	WEIR_BPF_FAULT,  /* a rule of the kernel is broken */
	WEIR_BPF_REMARK, /* it would be taken, and looks like a mistake */
	WEIR_BPF_FACT,
};
enum weir_bpf_finding_kind weir_bpf_finding_kind(enum weir_bpf_finding finding);
const char *weir_bpf_finding_key(enum weir_bpf_finding finding);  /* "jumps_out"; static storage */
const char *weir_bpf_finding_text(enum weir_bpf_finding finding); /* "jumps out of the program" */
/* Tells each finding: faults alone, where there are any; else remarks and facts. They hold for all packets: a
 * comparison that never holds does so whatever the octets are, but one that always fails for another
 * reason may go untold. `at` is the instruction, or as many as there are where it is about the whole; `value`
 * is what is returned, which extension is loaded (n for SKF_AD_OFF + 4n), or a number of instructions.
 * WEIR_E_MEMORY: remarks and facts are missing. */
enum weir_status weir_bpf_lint(const struct weir_bpf_program *program,
			       void (*tell)(void *context, enum weir_bpf_finding finding, size_t at,
					    uint32_t value),
			       void *context) WEIR_MUST_USE;

enum { WEIR_BPF_EXTENSIONS = 16 };
/* "proto", "rand": as in assembler; of the one that has no name there "xor_x". NULL: no such. */
const char *weir_bpf_extension_name(unsigned extension);
/* The extensions that a program loads, a bit each: 1 << n for SKF_AD_OFF + 4n. WEIR_BPF_ASKS_OFFSETS: it has a
 * number that could be an offset from the network or the link header. */
enum { WEIR_BPF_ASKS_OFFSETS = 1 << WEIR_BPF_EXTENSIONS };
uint32_t weir_bpf_asks(const struct weir_bpf_program *program);

/* About how many octets Linux charges a socket for this program, out of net.core.optmem_max: it translates
 * each instruction into several of its own, eight octets each. As 64-bit kernels do it since 4.20. */
size_t weir_bpf_charge(const struct weir_bpf_program *program);

/* What extensions (SKF_AD_*) read; zero where unknown. Where ifindex and hatype are both 0 the packet has
 * no device: `ld ifidx` and `ld hatype` then end the program, which returns A, as the kernel does it. */
struct weir_bpf_metadata {
	uint16_t protocol; /* EtherType; 0: the machine cannot tell */
	uint16_t vlan_tci; /* of a tag that the network card took off */
	uint16_t vlan_tpid;
	bool vlan_present;
	uint32_t packet_type, ifindex, mark, queue, hatype, rxhash, cpu, random;
	uint32_t payload_offset;
	uint32_t network_offset; /* the octet from which loads at SKF_NET_OFF count */
	uint32_t link_offset;    /* and those at SKF_LL_OFF; has_link */
	bool has_link;           /* else such loads leave the packet */
	/* Octets that lie before bytes.data and belong to the packet: only loads at SKF_NET_OFF and
	 * SKF_LL_OFF reach them, and both offsets above count from the first of them. */
	uint32_t before;
};

struct weir_bpf_packet {
	struct weir_slice bytes;
	uint32_t wire_size;                       /* what `len` loads */
	const struct weir_bpf_metadata *metadata; /* NULL: all zero */
};

/* Where in a frame the offset 0 of a program lies. */
enum weir_bpf_place {
	WEIR_BPF_AT_LINK, /* its first octet: packet sockets, tc, captures */
	WEIR_BPF_AT_IP, /* the outermost IP header: xt_bpf. The packet ends where that header says */
	WEIR_BPF_AT_UDP, /* the outermost UDP header: a UDP socket; the same */
	WEIR_BPF_AT_DNS, /* the octets that UDP carries, or TCP behind two octets of length */
};
/* The packet that a program gets there, and what Linux knows of it on receipt as far as the frame tells:
 * protocol, packet_type, hatype, payload_offset, the offsets of network and link; of Linux cooked frames
 * ifindex, too. A VLAN tag among the octets stays there. `packet` borrows from the frame and from `metadata`.
 * False: the frame has no such place; both are left alone. */
struct weir_frame; /* capture.h */
bool weir_bpf_frame(const struct weir_frame *frame, enum weir_bpf_place place,
		    struct weir_bpf_metadata *metadata, struct weir_bpf_packet *packet);
/* What `ld poff` gets for metadata->protocol and metadata->network_offset: the octets before the transport's
 * payload, as Linux's flow dissector counts them; 0 where it gives up. */
uint32_t weir_bpf_payload_offset(const struct weir_bpf_packet *packet);

/* A checked program made ready to run fast. Immutable: any number of threads. */
struct weir_machine;
enum weir_status weir_machine_open(const struct weir_bpf_program *program,
				   struct weir_machine **out, struct weir_error *err) WEIR_MUST_USE;
/* What the program returns: octets to keep, 0 for no match. */
uint32_t weir_machine_run(const struct weir_machine *machine, const struct weir_bpf_packet *packet);
void weir_machine_close(struct weir_machine *machine);

/* How a program ended: with 0 as its result, unless it says so. */
enum weir_bpf_end {
	WEIR_BPF_RUNS,            /* it has not ended */
	WEIR_BPF_RETURNED,        /* by an instruction `ret` */
	WEIR_BPF_LEFT_PACKET,     /* a load past the packet's end */
	WEIR_BPF_DIVIDED_BY_ZERO, /* X was 0 */
	WEIR_BPF_NO_DEVICE,       /* see struct weir_bpf_metadata; it returned A */
	WEIR_BPF_FELL_OFF,        /* behind the last instruction; no checked program does */
	WEIR_BPF_NO_SUCH_OP,      /* nor has such an instruction */
};

/* A program between two instructions; all zero at its start. */
struct weir_bpf_state {
	uint32_t a, x;
	uint32_t memory[16];
	/* The instruction to execute next; once ended, that which ended it (FELL_OFF: the one behind the
	 * last). */
	uint32_t at;
	uint32_t result; /* once ended: what the program returned */
	enum weir_bpf_end end;
};
/* Executes one instruction. False: the program has ended, now or before (the state is then left alone).
 * It stays inside a program that was not checked, too. */
bool weir_bpf_step(const struct weir_bpf_program *program, const struct weir_bpf_packet *packet,
		   struct weir_bpf_state *state);

/* All steps, for who wants to look on: counts each instruction executed in `hits` (as many as the program
 * has), and says which one was the last in `last`; both may be NULL. */
uint32_t weir_bpf_trace(const struct weir_bpf_program *program,
			const struct weir_bpf_packet *packet, uint64_t *hits, size_t *last);

WEIR_API_END
#endif
