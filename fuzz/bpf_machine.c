/* bpf_machine.c - fuzz target: a program that passes the check gives one result by trace and machine.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The first octet says how many instructions of 8 octets follow (code, jt, jf, k; in the machine's byte
 * order); what is left is the packet. The trace alone also takes what does not pass. */
#include <dnsweir/bpf.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct weir_bpf_metadata metadata = {
	.protocol = 0x800,
	.ifindex = 2,
	.vlan_tci = 5,
	.vlan_tpid = 0x8100,
	.vlan_present = true,
	.mark = 9,
	.random = 77,
	.network_offset = 14,
	.has_link = true,
};

static void look_at(void *context, enum weir_bpf_finding finding, size_t at, uint32_t value)
{
	bool *faulty = context;

	(void)at;
	(void)value;
	*faulty = *faulty || weir_bpf_finding_kind(finding) == WEIR_BPF_FAULT;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_bpf_op ops[255];
	struct weir_bpf_program program = { ops, 0 };
	struct weir_machine *machine;
	struct weir_error err = { .text = "" };
	uint64_t hits[255] = { 0 };
	size_t last = 0;

	if (size == 0 || size - 1 < data[0] * sizeof(ops[0]))
		return 0;
	program.count = data[0];
	memcpy(ops, data + 1, program.count * sizeof(ops[0]));
	size_t used = 1 + program.count * sizeof(ops[0]);
	struct weir_bpf_packet packet = { { data + used, size - used },
					  (uint32_t)(size - used) + 4,
					  size & 1 ? &metadata : NULL };
	bool faulty = false;
	if (weir_bpf_lint(&program, look_at, &faulty) == WEIR_OK &&
	    faulty == (weir_bpf_check(&program, NULL) == WEIR_OK))
		__builtin_trap();
	(void)weir_bpf_charge(&program);
	uint32_t traced = weir_bpf_trace(&program, &packet, hits, &last);
	if (weir_machine_open(&program, &machine, &err) != WEIR_OK) {
		if (err.text[0] == 0)
			__builtin_trap();
		return 0;
	}
	if (weir_machine_run(machine, &packet) != traced || last >= program.count ||
	    hits[last] != 1)
		__builtin_trap();
	weir_machine_close(machine);
	return 0;
}
