/* rules_judge.c - which frames of captures match which rules, in packet scope and in message scope.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * rules_judge RULES CAPTURE...    RULES: lines of "packet" or "message", a tab, the rule.
 *
 * Lines on standard output: "C path", "R number frame...", rules counted from 0, those without a frame
 * left out; "E number text" for a rule that is refused. Names compare octet by octet, as Wireshark's. */
#include <dnsweir/capture.h>
#include <dnsweir/rule.h>
#include <dnsweir/traffic.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 1024, LINE_MAX_OCTETS = 1024, FRAMES_MAX = 4000 };

static struct {
	struct weir_rule *rule; /* NULL: refused */
	bool message;
	size_t count;
	uint32_t frames[FRAMES_MAX];
} rules[RULES_MAX];
static size_t rule_count;

static void read_rules(const char *path)
{
	struct weir_rule_options options = WEIR_RULE_OPTIONS;
	char line[LINE_MAX_OCTETS];
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		exit(2);
	}
	options.case_sensitive = true;
	while (rule_count < RULES_MAX && fgets(line, sizeof(line), file)) {
		struct weir_error err;
		char *words = strchr(line, '\t');
		if (!words)
			continue;
		words++;
		struct weir_slice slice = { (const uint8_t *)words, strcspn(words, "\n") };
		rules[rule_count].message = strncmp(line, "message", 7) == 0;
		if (weir_rule_open(slice, &options, &rules[rule_count].rule, &err) != WEIR_OK) {
			printf("E %zu %s\n", rule_count, err.text);
			rules[rule_count].rule = NULL;
		}
		rule_count++;
	}
	fclose(file);
}

static void matched(size_t i, uint64_t frame)
{
	size_t count = rules[i].count;

	if (count < FRAMES_MAX && (count == 0 || rules[i].frames[count - 1] != frame))
		rules[i].frames[rules[i].count++] = (uint32_t)frame;
}

static void ask_frame(const struct weir_frame *frame)
{
	for (size_t i = 0; i < rule_count; i++) {
		if (rules[i].rule && !rules[i].message && weir_rule_frame(rules[i].rule, frame))
			matched(i, frame->number);
	}
}

static void ask_messages(struct weir_traffic *traffic)
{
	struct weir_datagram datagram;

	while (weir_traffic_next(traffic, &datagram) == WEIR_OK) {
		if (datagram.in_icmp)
			continue;
		for (size_t i = 0; i < rule_count; i++) {
			if (rules[i].rule && rules[i].message &&
			    weir_rule_message(rules[i].rule, &datagram))
				matched(i, datagram.number);
		}
	}
}

static void look_at(const char *path)
{
	struct weir_traffic_options options = WEIR_TRAFFIC_OPTIONS;
	struct weir_traffic *traffic = NULL;
	struct weir_capture *capture = NULL;
	struct weir_frame frame;

	options.mdns = true;
	options.llmnr = true;
	printf("C %s\n", path);
	if (weir_capture_open(path, NULL, &capture, NULL) != WEIR_OK ||
	    weir_traffic_open(&options, &traffic, NULL) != WEIR_OK) {
		weir_capture_close(capture);
		return;
	}
	while (weir_capture_next(capture, &frame, NULL) == WEIR_OK && frame.number <= FRAMES_MAX) {
		ask_frame(&frame);
		if (weir_traffic_feed(traffic, &frame) != WEIR_OK)
			break;
		ask_messages(traffic);
	}
	if (weir_traffic_finish(traffic) == WEIR_OK)
		ask_messages(traffic);
	weir_traffic_close(traffic);
	weir_capture_close(capture);
	for (size_t i = 0; i < rule_count; i++) {
		if (rules[i].count == 0)
			continue;
		printf("R %zu", i);
		for (size_t n = 0; n < rules[i].count; n++)
			printf(" %u", rules[i].frames[n]);
		printf("\n");
		rules[i].count = 0;
	}
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	read_rules(argv[1]);
	for (int i = 2; i < argc; i++)
		look_at(argv[i]);
	for (size_t i = 0; i < rule_count; i++)
		weir_rule_close(rules[i].rule);
	return 0;
}
