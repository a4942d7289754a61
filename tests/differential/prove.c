/* prove.c - every rule of the cookbook: the program that leaves out what is given is proved equal, on
 * all packets of which that holds, to the one that leaves out nothing.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * prove [-a] [-u] [-v] [-s SECONDS] [NAME...]
 *   -a: all that can be given but where IPv6's extension headers are walked over twice; -u: that, too.
 *   What is not found out in time is skipped, with the reason; what is refuted fails. */
#include <dnsweir/prove.h>
#include <dnsweir/rule.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

struct setting {
	enum weir_target target;
	const char *given;
	int level; /* 0: always, 1: with -a, 2: with -u */
};

static const struct setting settings[] = {
	{ WEIR_TARGET_ETHER, "ip.version == 4", 1 },
	{ WEIR_TARGET_ETHER, "ipv6", 2 },
	{ WEIR_TARGET_ETHER, "udp", 2 },
	{ WEIR_TARGET_ETHER, "ip.version == 4 and udp.dstport == 53", 1 },
	{ WEIR_TARGET_IP, "ip.version == 4", 1 },
	{ WEIR_TARGET_IP, "ipv6", 1 },
	{ WEIR_TARGET_IP, "udp", 2 },
	{ WEIR_TARGET_IP, "ip.version == 4 and udp.dstport == 53", 0 },
};

static bool verbose;
static unsigned seconds = 60;
static size_t asked[3];
static uint64_t spent;

static struct weir_slice slice_of(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static enum weir_status compile(const struct weir_rule *rule, const struct weir_rule *given,
				enum weir_target target, struct weir_programs *out,
				struct weir_error *err)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;

	options.target = target;
	options.given = given;
	return weir_rule_compile(rule, &options, out, err);
}

static void ask(const char *name, const struct setting *setting,
		const struct weir_prove_question *question)
{
	static const char *const answers[] = { "proved", "REFUTED", "unknown" };
	struct weir_prove_result result = { 0 };
	struct weir_error err;
	enum weir_status status = weir_prove(question, &result, &err);

	if (status == WEIR_E_SUPPORT) {
		skip(name, err.text);
		return;
	}
	if (status == WEIR_OK && result.answer == WEIR_PROVE_UNKNOWN)
		skip(name, result.reason);
	else
		checkf(status == WEIR_OK && result.answer == WEIR_PROVE_PROVED, "%s, %s, given %s",
		       name, weir_target_name(setting->target), setting->given);
	if (status != WEIR_OK) {
		note("%s", err.text);
		return;
	}
	asked[result.answer]++;
	spent += result.microseconds;
	if (verbose || result.answer != WEIR_PROVE_PROVED)
		note("%s in %.3f s: %zu and %zu instructions, %zu states, %zu rounds %s",
		     answers[result.answer], (double)result.microseconds / 1e6, question->a->count,
		     question->b->count, result.states, result.rounds,
		     result.reason ? result.reason : "");
	weir_prove_free(&result);
}

static void look_at(const struct weir_recipe *recipe, const struct setting *setting)
{
	struct weir_prove_question question = WEIR_PROVE_QUESTION;
	struct weir_programs plain = { 0 };
	struct weir_programs helped = { 0 };
	struct weir_programs gate = { 0 };
	struct weir_rule *rule = NULL;
	struct weir_rule *given = NULL;
	struct weir_error err = { 0 };
	enum weir_status status = weir_rule_open(slice_of(recipe->rule), NULL, &rule, &err);

	if (status == WEIR_OK)
		status = weir_rule_open(slice_of(setting->given), NULL, &given, &err);
	if (status == WEIR_OK)
		status = compile(rule, NULL, setting->target, &plain, &err);
	if (status == WEIR_OK)
		status = compile(rule, given, setting->target, &helped, &err);
	if (status == WEIR_OK)
		status = compile(given, NULL, setting->target, &gate, &err);
	if (status != WEIR_OK) {
		skip(recipe->name, err.text);
	} else {
		question.a = plain.programs;
		question.b = helped.programs;
		question.given = gate.programs;
		question.milliseconds = seconds * 1000;
		ask(recipe->name, setting, &question);
	}
	weir_programs_free(&plain);
	weir_programs_free(&helped);
	weir_programs_free(&gate);
	weir_rule_close(rule);
	weir_rule_close(given);
}

int main(int count, char **words)
{
	const struct weir_recipe *recipe = NULL;
	int level = 0;
	int option;

	while ((option = getopt(count, words, "auvs:")) >= 0) {
		level = option == 'u' ? 2 : option == 'a' && level == 0 ? 1 : level;
		verbose = verbose || option == 'v';
		if (option == 's')
			seconds = (unsigned)strtoul(optarg, NULL, 10);
	}
	while ((recipe = weir_cookbook_next(recipe))) {
		bool wanted = optind == count;

		for (int i = optind; i < count; i++)
			wanted = wanted || strcmp(words[i], recipe->name) == 0;
		for (size_t i = 0; wanted && i < COUNT_OF(settings); i++)
			if (settings[i].level <= level)
				look_at(recipe, &settings[i]);
	}
	size_t sum = asked[0] + asked[1] + asked[2];
	checkf(4 * asked[WEIR_PROVE_PROVED] >= 3 * sum || level == 2,
	       "most are found out: %zu of %zu", asked[WEIR_PROVE_PROVED], sum);
	note("%zu proved, %zu refuted, %zu unknown, %.1f s", asked[WEIR_PROVE_PROVED],
	     asked[WEIR_PROVE_REFUTED], asked[WEIR_PROVE_UNKNOWN], (double)spent / 1e6);
	return tap_done();
}
