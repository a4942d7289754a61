/* bpf_places.c - where a classic BPF program can be loaded: each place's limits in plain words.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/bpf_places.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/filter.h>
#include <sys/socket.h>
#endif

enum {
	XT_BPF_MOST = 64, /* XT_BPF_MAX_NUM_INSTR */
	/* tc builds its message in 16,384 octets; what else is in it decides on the last few. Measured with
	 * iproute2 6.1: 2040 alone, 2039 with a classid. */
	TC_SURE = 2000,
	TC_MOST = 2040,
	BSD_MOST = 512,        /* BPF_MAXINSNS of FreeBSD, NetBSD, OpenBSD and macOS */
	MEMORY_USUAL = 131072, /* net.core.optmem_max */
	MEMORY_OLDER = 20480,
};

const char *const bpf_place_words[BPF_PLACES] = { "xt_bpf", "tc", "socket", "bsd" };

static void say(struct program_place *out, bool able, const char *format, ...) WEIR_PRINTF(3, 4);
static void say(struct program_place *out, bool able, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(out->reason, sizeof(out->reason), format, args);
	va_end(args);
	out->able = able;
}

static void advise(struct program_place *out, const char *text)
{
	snprintf(out->note, sizeof(out->note), "%s", text);
}

static bool asks_device(const struct program_check *check)
{
	uint32_t asks = weir_bpf_asks(check->program);

	return (asks & (1U << 2 | 1U << 7)) != 0; /* ifidx, hatype */
}

static void judge_xt_bpf(const struct program_check *check, struct program_place *out)
{
	size_t count = check->program->count;

	if (count > XT_BPF_MOST)
		say(out, false, "%zu instructions, of which iptables -m bpf --bytecode takes %d",
		    count, XT_BPF_MOST);
	else
		say(out, true, "%zu of %d instructions that iptables -m bpf --bytecode takes",
		    count, XT_BPF_MOST);
	if (count > XT_BPF_MOST)
		advise(out, "dnsweir rule compile has --given and --split against it");
	else if (asks_device(check))
		advise(out, "in OUTPUT a packet has no device yet: the program ends where it asks");
}

/* tc takes what a program returns for the class. */
static bool returns_class(const struct program_check *check)
{
	for (size_t i = 0; i < check->finding_count; i++)
		if (check->findings[i].finding == WEIR_BPF_FINDING_RETURNS &&
		    check->findings[i].value != 0 && check->findings[i].value != UINT32_MAX)
			return true;
	return false;
}

static void judge_tc(const struct program_check *check, struct program_place *out)
{
	size_t count = check->program->count;

	if (count > TC_MOST)
		say(out, false,
		    "%zu instructions, of which tc's message of 16,384 octets holds %d at best",
		    count, TC_MOST);
	else if (count > TC_SURE)
		say(out, true,
		    "%zu instructions; tc's message of 16,384 octets holds %d less its other words",
		    count, TC_MOST);
	else
		say(out, true,
		    "%zu of about %d instructions that tc's message of 16,384 octets holds", count,
		    TC_SURE);
	if (out->able && returns_class(check))
		advise(out,
		       "tc takes what it returns for the class: 0 is no match, 4294967295 the classid "
		       "given");
}

/* net.core.optmem_max; `fallback` where the system does not say. */
static size_t memory_limit(size_t fallback)
{
	int fd = open("/proc/sys/net/core/optmem_max", O_RDONLY | O_CLOEXEC);
	char text[32] = "";
	size_t limit = 0;

	if (fd < 0)
		return fallback;
	ssize_t size = read(fd, text, sizeof(text) - 1);
	close(fd);
	for (const char *c = text; size > 0 && *c >= '0' && *c <= '9' && limit < SIZE_MAX / 16; c++)
		limit = limit * 10 + (size_t)(*c - '0');
	return limit > 0 ? limit : fallback;
}

static void judge_socket(const struct program_check *check, struct program_place *out)
{
	size_t count = check->program->count;
	size_t charge = weir_bpf_charge(check->program);
	size_t limit = memory_limit(MEMORY_USUAL);

	if (count > WEIR_BPF_OPS_MAX)
		say(out, false, "%zu instructions, of which the kernel takes %d", count,
		    WEIR_BPF_OPS_MAX);
	else if (charge >= limit)
		say(out, false,
		    "the kernel's translation takes %zu octets and has to stay under net.core.optmem_max, "
		    "%zu here",
		    charge, limit);
	else
		say(out, true,
		    "%zu of %d instructions; the kernel's translation takes %zu octets of "
		    "net.core.optmem_max, %zu here",
		    count, WEIR_BPF_OPS_MAX, charge, limit);
	if (out->able && charge >= MEMORY_OLDER)
		advise(out,
		       "older kernels allow 20480 octets, if nobody has raised net.core.optmem_max");
}

static void judge_bsd(const struct program_check *check, struct program_place *out)
{
	size_t count = check->program->count;

	if (count > BSD_MOST)
		say(out, false, "%zu instructions, of which the BSDs and macOS take %d", count,
		    BSD_MOST);
	else if (weir_bpf_asks(check->program) & ~(uint32_t)WEIR_BPF_ASKS_OFFSETS)
		say(out, false, "extensions are Linux's");
	else
		say(out, true, "%zu of %d instructions that the BSDs and macOS take", count,
		    BSD_MOST);
	if (out->able && weir_bpf_asks(check->program))
		advise(out, "offsets below 0 are Linux's: such a load ends the program there");
}

void bpf_place_judge(const struct program_check *check, enum bpf_place place,
		     struct program_place *out)
{
	*out = (struct program_place){ .key = bpf_place_words[place] };
	if (program_check_faulty(check)) {
		say(out, false, "it breaks a rule");
		return;
	}
	switch (place) {
	case BPF_PLACE_XT_BPF:
		judge_xt_bpf(check, out);
		break;
	case BPF_PLACE_TC:
		judge_tc(check, out);
		break;
	case BPF_PLACE_SOCKET:
		judge_socket(check, out);
		break;
	case BPF_PLACE_BSD:
		judge_bsd(check, out);
		break;
	case BPF_PLACES:
		break;
	}
}

#ifdef __linux__

/* 0: taken; else the system's reason. */
static int attach(const struct weir_bpf_program *program)
{
	static struct sock_filter filter[WEIR_BPF_OPS_MAX];
	struct sock_fprog attached = { (unsigned short)program->count, filter };
	int pair[2];
	int error = 0;

	if (program->count > WEIR_BPF_OPS_MAX)
		return E2BIG;
	for (size_t i = 0; i < program->count; i++)
		filter[i] = (struct sock_filter){ program->ops[i].code, program->ops[i].jt,
						  program->ops[i].jf, program->ops[i].k };
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) != 0)
		return errno;
	if (setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof(attached)) != 0)
		error = errno;
	close(pair[0]);
	close(pair[1]);
	return error;
}

#else

static int attach(const struct weir_bpf_program *program)
{
	(void)program;
	return ENOSYS;
}

#endif

void bpf_place_kernel(const struct program_check *check, struct program_place *out)
{
	struct utsname name;
	char reason[96];
	int error = attach(check->program);

	*out = (struct program_place){ .key = "kernel" };
	if (uname(&name) != 0)
		name = (struct utsname){ .sysname = "the kernel" };
	if (error == 0)
		say(out, true, "%.40s %.60s takes it on a socket", name.sysname, name.release);
	else
		say(out, false, "%.40s %.60s refuses it on a socket: %s", name.sysname,
		    name.release, strerror_r(error, reason, sizeof(reason)));
	if (error == ENOMEM)
		advise(out, "this is about net.core.optmem_max, not about memory");
}
