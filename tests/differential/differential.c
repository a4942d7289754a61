/* differential.c - random rules, packets steered by them and by their programs: one verdict everywhere.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * differential [-n RULES] [-r SEED] [-o RULE] [-v]. Rule number i is the same for the same seed whatever
 * the other numbers; -o runs that one alone. -v: reasons why rules were not compiled. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contest.h"
#include "report.h"
#include "tap.h"
#include "words.h"

enum { PACKETS = 120, TURNS_MAX = 20000, STALE_MAX = 4000, REPORTS_MAX = 5 };

struct tally {
	unsigned rules, programs, refused, failed, runs, kept, wrong, skipped;
	unsigned ways, gone;
	size_t instructions;
};

static struct tally plain, negated, under, split, shallow;
static unsigned reports;
static bool verbose, reported; /* one difference of a contest is enough */

static const struct weir_bpf_metadata tagged = { .vlan_present = true,
						 .vlan_tci = 0x2005,
						 .vlan_tpid = 0x8100 };

static void judge(struct contest *c, const char *words, const struct scene *scene, uint32_t extra,
		  const struct weir_bpf_metadata *metadata, struct tally *tally)
{
	struct verdicts v = contest_judge(c, scene, extra, metadata);

	tally->skipped += v.skipped;
	tally->runs += !v.skipped;
	tally->kept += v.expected;
	if (!v.who)
		return;
	tally->wrong++;
	if (reported)
		return;
	reported = true;
	if (reports++ < REPORTS_MAX)
		report_difference(words, &c->form, scene, extra, metadata);
}

/* A packet, its mutations, and now and then each of its beginnings. */
static void family(struct random *r, struct contest *c, const char *words, struct tally *tally)
{
	static struct scene scene, changed;

	scene_build(r, c->rule, c->given, c->form.target, &scene);
	judge(c, words, &scene, 0, NULL, tally);
	for (int i = 0; i < 4; i++) {
		changed = scene;
		for (unsigned n = 1 + random_below(r, 2); n > 0; n--)
			scene_mutate(r, &changed);
		judge(c, words, &changed, random_below(r, 8) ? 0 : 1 + random_below(r, 60), NULL,
		      tally);
	}
	if (random_below(r, 8) == 0)
		judge(c, words, &scene, 0, &tagged, tally);
	if (random_below(r, 30))
		return;
	for (changed = scene; changed.size > 0;) {
		changed.size--;
		judge(c, words, &changed, 0, NULL, tally);
	}
}

/* Until nothing new was seen for so many packets. */
static void turn_branches(struct random *r, struct contest *c, size_t program, const char *words,
			  struct tally *tally)
{
	static struct scene scene;
	struct probe *probe = &c->probes[program];
	unsigned seen = probe->news, stale = 0;
	size_t from = 0;

	for (unsigned turn = 0; turn < TURNS_MAX && stale < STALE_MAX; turn++) {
		if (!probe_turn(r, probe, &from, &scene))
			break;
		judge(c, words, &scene, 0, NULL, tally);
		stale = probe->news > seen ? 0 : stale + 1;
		seen = probe->news;
	}
}

static void contend(struct random *r, const char *words, const struct contest_form *form,
		    unsigned packets, struct tally *tally)
{
	struct contest c;
	struct weir_error err = { .text = "" };

	switch (contest_open(words, form, &c, &err)) {
	case CONTEST_FAILED:
		tally->failed++;
		if (reports++ < REPORTS_MAX)
			note("%s: %s (target %s, given %s)", words, err.text,
			     weir_target_name(form->target), form->given ? form->given : "nothing");
		return;
	case CONTEST_REFUSED:
		tally->refused++;
		if (verbose)
			note("refused: %s: %s", words, err.text);
		return;
	case CONTEST_OPEN:
		break;
	}
	tally->rules++;
	reported = false;
	for (unsigned i = 0; i < packets; i++)
		family(r, &c, words, tally);
	for (size_t i = 0; i < c.programs.count; i++) {
		turn_branches(r, &c, i, words, tally);
		probe_count(&c.probes[i], &tally->ways, &tally->gone);
		tally->instructions += c.programs.programs[i].count;
	}
	tally->programs += (unsigned)c.programs.count;
	contest_close(&c);
}

static const char *const givens[] = {
	"udp",
	"ip",
	"ipv6",
	"dns.flags.response == 0",
	"udp.dstport == 53",
	"dns",
	"tcp",
	"udp and dns.flags.response == 0",
	"ip and udp.dstport == 53",
	"dns.count.queries == 1",
	"not vlan",
	"dns.qry.type == 1",
	"dns.qry.name within \"example.com\"",
	"udp.dstport == 53 and dns.flags.response == 0 and dns.count.queries == 1",
	"ipv6 and udp and dns.count.queries == 1 and dns.count.answers == 0",
	"ip.hdr_len == 20 and ip and udp",
};

/* `within` down to a depth is the zone and so many labels before it, and nothing else. */
static void one_depth(struct random *r, struct contest_form form)
{
	char zone[400], words[500], meant[4096], other[2000];
	struct weir_writer w, out;

	do {
		weir_writer_init(&w, zone, sizeof(zone) - 1);
		words_name(r, &w);
		zone[w.size] = 0;
	} while (zone[0] == '.');
	weir_writer_init(&out, other, sizeof(other));
	words_random(r, &out);
	if (strlen(other) > 300 || random_below(r, 2))
		snprintf(other, sizeof(other), "dns");
	form.depth = 1 + random_below(r, 4);
	snprintf(words, sizeof(words), "dns.qry.name within \"%s\" and (%s)", zone, other);
	weir_writer_init(&out, meant, sizeof(meant) - 1);
	weir_writer_text(&out, "dns.qry.name like {");
	for (unsigned i = 0; i <= form.depth; i++) {
		weir_writer_text(&out, " \"");
		for (unsigned n = 0; n < i; n++)
			weir_writer_text(&out, "*.");
		weir_writer_print(&out, "%s\"", zone);
	}
	weir_writer_print(&out, " } and (%s)", other);
	meant[out.size] = 0;
	form.meant = meant;
	if (strstr(other, "within")) /* there the depth counts too */
		return;
	contend(r, words, &form, PACKETS / 4, &shallow);
}

static void one_rule(uint64_t seed)
{
	struct random r = { .state = seed };
	char words[4096], opposite[4200], given[4096];
	struct weir_writer w;

	weir_writer_init(&w, words, sizeof(words));
	words_random(&r, &w);
	struct contest_form form = { .target =
					     (enum weir_target)random_below(&r, WEIR_TARGET_COUNT),
				     .case_sensitive = random_below(&r, 6) == 0,
				     .ports = random_below(&r, 10) == 0 };
	contend(&r, words, &form, PACKETS, &plain);
	snprintf(opposite, sizeof(opposite), "not (%s)", words);
	contend(&r, opposite, &form, PACKETS / 3, &negated);
	snprintf(given, sizeof(given), "%s", givens[random_below(&r, COUNT_OF(givens))]);
	if (random_below(&r, 4) == 0) {
		weir_writer_init(&w, given, sizeof(given));
		words_random(&r, &w);
	}
	form.given = given;
	contend(&r, words, &form, PACKETS / 2, &under);
	form.given = NULL;
	form.limit = 24 + random_below(&r, 60);
	contend(&r, words, &form, PACKETS / 6, &split);
	form.limit = 0;
	if (random_below(&r, 3) == 0)
		one_depth(&r, form);
}

/* What was found once. */
static const struct {
	const char *what, *words;
	enum weir_target target;
	const char *given;
	bool refused;
} found[] = {
	{ "a tag in metadata has fields", "vlan.id", WEIR_TARGET_SLL, NULL, false },
	{ "on a UDP socket too", "vlan.id", WEIR_TARGET_UDP_SOCKET, NULL, false },
	{ "whatever its value", "vlan.id >= 0", WEIR_TARGET_ETHER, "udp", false },
	{ "the type behind it is not there", "vlan.etype", WEIR_TARGET_ETHER, NULL, false },
	{ "a name has a length", "dns.qry.name.len", WEIR_TARGET_IP, NULL, false },
	{ "bits of a length", "frame.len & 0x31 == 0x10", WEIR_TARGET_ETHER, NULL, false },
	{ "bits of the message's length", "dns.length & 0x2d == 0x2d", WEIR_TARGET_SLL, NULL,
	  true },
	{ "bits of the type asked", "dns.qry.type & 1 == 1", WEIR_TARGET_IP, NULL, false },
	{ "a UDP length that lies", "udp.length.bad and not ipv6.fraghdr", WEIR_TARGET_ETHER, NULL,
	  false },
	{ "a given relation that is false of what is absent", "dns.length == 138", WEIR_TARGET_IP,
	  "dns.count.queries != 41 or dns.flags.rcode != 0", false },
	{ "a given number that allows all", "udp.port == 1232", WEIR_TARGET_SLL2,
	  "sll2.pkttype >= 0", false },
	{ "a zone that is given", "dns.qry.name within \"x1._tcp\"", WEIR_TARGET_UDP_SOCKET,
	  "dns.qry.name within \"example.com\"", false },
	{ "a name that is given", "not (dns.qry.name within \"_tcp\")", WEIR_TARGET_SLL2,
	  "dns.qry.name == \"Example\"", false },
	{ "a tag that is given may be in metadata", "dns.qry.name like \"*.com**\"", WEIR_TARGET_IP,
	  "vlan", false },
	{ "whatever the octets are", "udp.dstport == 53", WEIR_TARGET_ETHER, "vlan and udp",
	  false },
};

static void check_found(uint64_t seed)
{
	for (size_t i = 0; i < COUNT_OF(found); i++) {
		struct random r = { .state = seed + i };
		struct contest_form form = { .target = found[i].target, .given = found[i].given };
		struct tally tally = { 0 };

		contend(&r, found[i].words, &form, PACKETS, &tally);
		checkf(tally.wrong == 0 && tally.failed == 0 && tally.refused == found[i].refused,
		       "%s: %s", found[i].what, found[i].words);
	}
}

/* Some ways cannot be gone: a length that was asked before, a number that what is given rules out. */
static void tell(const char *what, const struct tally *t, unsigned percent)
{
	checkf(t->wrong == 0 && t->failed == 0 && t->rules > 0,
	       "%s: one verdict in %u runs of %u rules (%u%% match; %u rules refused)", what,
	       t->runs, t->rules, t->runs ? (unsigned)(100ULL * t->kept / t->runs) : 0, t->refused);
	checkf(t->gone * 100ULL >= t->ways * (uint64_t)percent,
	       "%s: %u of %u ways of branches were gone (%.2f%%), %u programs of %zu instructions",
	       what, t->gone, t->ways, t->ways ? 100.0 * t->gone / t->ways : 0, t->programs,
	       t->instructions);
}

int main(int argc, char **argv)
{
	unsigned long rules = 300, only = 0;
	uint64_t seed = 1;
	bool alone = false;

	for (int option; (option = getopt(argc, argv, "n:r:o:v")) != -1;) {
		switch (option) {
		case 'n':
			rules = strtoul(optarg, NULL, 10);
			break;
		case 'r':
			seed = strtoull(optarg, NULL, 10);
			break;
		case 'o':
			only = strtoul(optarg, NULL, 10);
			alone = true;
			break;
		case 'v':
			verbose = true;
			break;
		default:
			return 2;
		}
	}
	for (unsigned long i = alone ? only : 0; i < (alone ? only + 1 : rules); i++) {
		unsigned before = reports;

		one_rule(seed * 1000003 + i);
		if (reports != before && reports <= REPORTS_MAX + 1)
			note("that was rule %lu of seed %llu: -r %llu -o %lu", i,
			     (unsigned long long)seed, (unsigned long long)seed, i);
	}
	tell("rules", &plain, 65);
	tell("negated rules", &negated, 65);
	tell("rules under what is given", &under, 45);
	tell("rules split into programs", &split, 80);
	tell("within, down to a depth", &shallow, 65);
	if (!alone)
		check_found(seed);
	if (kernel_unfit())
		skip("the kernel's verdicts", kernel_unfit());
	return tap_done();
}
