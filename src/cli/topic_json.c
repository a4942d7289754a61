/* topic_json.c - dnsweir help json: what the JSON of all commands has in common, and its keys.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/command.h"
#include "cli/manual.h"
#include "present/show_layers.h"

static const char *json_kind(const struct weir_layer_field *field)
{
	if (show_layer_is_status(field))
		return "text";
	switch (field->kind) {
	case WEIR_FIELD_NUMBER:
	case WEIR_FIELD_HEX:
	case WEIR_FIELD_TIME:
		return "number";
	case WEIR_FIELD_FLAG:
		return "boolean";
	case WEIR_FIELD_IPV4:
	case WEIR_FIELD_IPV6:
	case WEIR_FIELD_ETHER:
	case WEIR_FIELD_NAME:
	case WEIR_FIELD_OCTETS:
	case WEIR_FIELD_TEXT:
		break;
	}
	return "text";
}

static void key_line(struct weir_writer *out, const char *path, const char *kind, const char *text)
{
	weir_writer_print(out, "  %-40s  %-7s  %s\n", path, kind, text);
}

/* Fields of options stand in an array, those of IPv6 in that of either header. */
static void field_line(struct weir_writer *out, const struct weir_layer_field *field)
{
	bool option = field->reach == WEIR_REACH_WALKED;
	bool ipv6 = option && field->layer == WEIR_LAYER_IPV6;
	char layer[SHOW_KEY_SIZE];
	char key[SHOW_KEY_SIZE];
	char path[3 * SHOW_KEY_SIZE];

	/* These two are pairs in "blocks". */
	if (field->symbol == WEIR_FIELD_TCP_SACK_LE || field->symbol == WEIR_FIELD_TCP_SACK_RE)
		return;
	show_layer_key(ipv6 ? WEIR_LAYER_IPV6_HOPOPTS : field->layer, layer);
	snprintf(path, sizeof(path), "%s%s%s%s", layer,
		 field->layer == WEIR_LAYER_VLAN ? "[]." : ".", option ? "options[]." : "",
		 show_field_key(field, key));
	key_line(out, path, json_kind(field), field->text);
}

/* Every field of every header that show --layers tells. */
static void print_layers(struct manual *m, const struct manual_format *format)
{
	static const enum weir_layer not_told[] = { WEIR_LAYER_FRAME, WEIR_LAYER_DNS,
						    WEIR_LAYER_DNS_QUESTION, WEIR_LAYER_DNS_RECORD,
						    WEIR_LAYER_DNS_OPT };
	char text[32 * 1024];
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++) {
		const struct weir_layer_field *field = weir_field_row((enum weir_field_symbol)i);
		bool told = field->reach != WEIR_REACH_EITHER;
		for (size_t k = 0; k < sizeof(not_told) / sizeof(not_told[0]); k++)
			told = told && field->layer != not_told[k];
		if (told)
			field_line(&out, field);
	}
	key_line(&out, "tcp.options[].blocks", "array", "Pairs of edges of blocks acknowledged");
	key_line(&out, "tcp.options[].name", "text",
		 "Word for the kind or type, of other options too");
	key_line(&out, "tcp.options[].malformed", "boolean", "true: its length cannot be");
	key_line(&out, "udp.checksum_right", "number",
		 "What a bad one should be, of other layers too");
	if (weir_writer_terminate(&out))
		manual_prose(m, format, text);
}

static const struct section sections[] = {
	{ "DESCRIPTION",
	  "With `--json` a command prints one JSON object (RFC 8259) a line and nothing else on standard "
	  "output. Each line is complete: it is written whole or not at all. Complaints and summaries go "
	  "to standard error, and the exit status says how it went.\n\n"
	  "Keys are only ever added, so a reader has to leave alone what it does not know. The order of "
	  "keys means nothing. A key whose value does not apply is left out." },
	{ "TEXT",
	  "Output is ASCII. Names, RDATA and other text off the wire appear as in a zone file "
	  "(RFC 1035 section 5.1): names with their last dot, an octet that is not printable as `\\DDD` in "
	  "three decimal digits, a dot inside a label as `\\.`. JSON doubles the backslash, so the octet "
	  "0 in a name reads\n\n"
	  "  {\"rrname\":\"a\\\\000b.example.\"}\n\n"
	  "and the text behind it is `a\\000b.example.`, which a zone file takes back. Octets that are not "
	  "text at all are hexadecimal in lower case." },
	{ "NUMBERS",
	  "Numbers are JSON numbers. Counts may need all of 64 bits. Times are seconds since 1970-01-01 "
	  "UTC; `time` has nine decimals, which a reader that makes doubles of all numbers cuts to some "
	  "hundred nanoseconds." },
	{ "LAYERS OF SHOW",
	  "`dnsweir show --json --layers` adds the headers below the message; all other keys are told in "
	  "dnsweir-show(1).\n\n"
	  "  frame_len      number  length of the frame on the wire\n"
	  "  frame_cap_len  number  as far as it was captured\n"
	  "  link_type      number  LINKTYPE_ of tcpdump.org\n"
	  "  outer          array   headers whose layer comes again further in\n\n"
	  "Each layer is an object under Wireshark's short name, with underscores for dots and hyphens: "
	  "`ip`, `udp`, `ipv6_hopopts`. `vlan` and `mpls` are arrays of objects, for tags stack. In a "
	  "tunnel the key holds the innermost header of its layer, that which belongs to the message; "
	  "those around it are in `outer`, outermost first, each an object with one layer: "
	  "`.outer[].ip.ttl`. A layer that has no fields in the table is an empty object. Where the "
	  "message came in fragments or segments these are the headers of the frame that completed "
	  "it.\n\n"
	  "A field is called what follows the layer in Wireshark's abbreviation. Its options are an array "
	  "`options` in each header that has them. The status of a checksum is `good`, `bad`, "
	  "`unverified`, `none`, or `illegal` where there is none and has to be one. The options of `ipv6_dstopts` are those of `ipv6_hopopts`.",
	  print_layers },
	{ "FIELDS OF LS",
	  "`dnsweir ls --json` prints layers, or fields where it is asked for some.\n\n"
	  "  layer   text    Wireshark's short name\n"
	  "  scapy   text    scapy's name of the layer, or of the field in it\n"
	  "  text    text    what it is\n"
	  "  fields  number  of the layer and its parts\n"
	  "  field   text    Wireshark's abbreviation\n"
	  "  kind    text    \"number\", \"hex\", \"flag\", \"time\", \"ipv4\", \"ipv6\", \"ether\", \"name\", "
	  "\"octets\", \"text\"\n"
	  "  bits    number  width of the value\n"
	  "  reach   text    \"fixed\", \"walked\", \"derived\", \"either\"\n"
	  "  octet   number  of the header, where a fixed field begins\n"
	  "  bit     number  of that octet, 0 is the highest\n"
	  "  unit    number  what the bits count\n"
	  "  when    object  `bits` at `octet` of the header are one of `is`, else there is no such field\n"
	  "  either  array   of the two fields it stands for\n"
	  "  words   text    which words its numbers have\n"
	  "  values  array   of one field: objects of `number` and `word`" },
	{ "RULES OF THE COOKBOOK",
	  "`dnsweir rule list --json` prints a rule a line.\n\n"
	  "  name        text    what `rule list` calls it\n"
	  "  summary     text    what it is for\n"
	  "  rule        text    as `-f` takes it\n"
	  "  note        text    what to know or to adapt\n"
	  "  targets       object  a key a target of classic BPF, an object each\n"
	  "  instructions  number  that the rule takes there\n"
	  "  reason        text    why it cannot be said there\n"
	  "  bytecode      array   of texts: the programs, with --target\n"
	  "  wrong       array   of objects: tcpdump expressions in wide use in its place\n"
	  "  expression  text    one of them\n"
	  "  why         text    what is wrong with it" },
	{ "A CHECKED RULE",
	  "`dnsweir rule check --json` prints one object, also for words that are no rule:\n\n"
	  "  words       text    as given\n"
	  "  error       text    what is wrong; then there is only `column` besides\n"
	  "  column      number  of the place in the words, from 1\n"
	  "  rule        text    the normal form\n"
	  "  constancy   text    \"varies\", \"never\" or \"always\"\n"
	  "  warnings    array   of objects with `text` and `column`\n"
	  "  engines     object  a member for each way to apply the rule\n"
	  "  counts      object  with --read: what matches in the capture\n\n"
	  "An engine is an object with `able`, `reason` where it is not, and of classic BPF `instructions` and "
	  "`programs`. Counts are `frames`, `frames_matched`, `messages`, `messages_matched`, and by reason "
	  "`messages_only` and `frames_only`: what matches in one scope and not in the other." },
	{ "PROGRAMS OF RULES",
	  "`dnsweir rule compile --format json` prints one object.\n\n"
	  "  rule          text    in its normal form\n"
	  "  target        text    where the programs are attached\n"
	  "  programs      array   of objects: a packet matches if one of them keeps it\n"
	  "  instructions  number  of one of them\n"
	  "  bytecode      text    as iptables and tc take it\n"
	  "  hits          object  with -r: packets kept, instructions executed for them\n"
	  "  misses        object  the same for packets that are not kept\n"
	  "  packets       number  how many\n"
	  "  executed      number  instructions for all of them\n"
	  "  most          number  instructions for one of them at most\n"
	  "  skipped       number  frames of other link types, or not as given" },
	{ "BPF PROGRAMS",
	  "`dnsweir bpf asm --format json` and `dnsweir bpf disasm --format json` print one object, and every "
	  "action of `dnsweir bpf` reads it, `ops` or `bytecode` being enough, or the array of ops alone:\n\n"
	  "  instructions  number  of the program\n"
	  "  bytecode      text    as iptables and tc take it\n"
	  "  ops           array   of objects: the instructions in their order\n"
	  "  code          number  what an instruction does\n"
	  "  jt            number  instructions to skip if true\n"
	  "  jf            number  instructions to skip if false\n"
	  "  k             number  its constant, offset or distance\n"
	  "  text          text    as assembler, where `l3` is instruction 3" },
	{ "A CHECKED BPF PROGRAM",
	  "`dnsweir bpf check --json` prints one object.\n\n"
	  "  instructions  number  of the program\n"
	  "  accepted      bool    it keeps every rule of the kernel\n"
	  "  faults        array   of objects: the rules that it breaks\n"
	  "  remarks       array   of objects: what looks like a mistake\n"
	  "  key           text    of one of them: \"jumps_out\", \"never_true\"\n"
	  "  text          text    the same in words\n"
	  "  at            number  of the instruction, from 0\n"
	  "  instruction   text    as assembler\n"
	  "  value         number  what the program always returns\n"
	  "  returns       array   of numbers: what it may return, eight of them at most\n"
	  "  returns_a     bool    it may return A\n"
	  "  executes      object  `least` and `most` instructions for a packet\n"
	  "  asks          array   of objects: each load of an `extension`, such as \"poff\"\n"
	  "  places        object  a member for each place where it could be loaded\n"
	  "  able          bool    whether it can\n"
	  "  reason        text    why, or why not\n"
	  "  note          text    what to know of it there" },
	{ "VERDICTS OF A BPF PROGRAM",
	  "`dnsweir bpf run --json` prints an object a packet, and a last one with the counts.\n\n"
	  "  packet      number  of the packet, from 1\n"
	  "  skipped     text    why no program saw it; in the last object how many\n"
	  "  matched     bool    what it returned is not 0; in the last object how many\n"
	  "  returned    number  by the program\n"
	  "  end         text    \"returned\", \"left_packet\", \"divided_by_zero\" or \"no_device\"\n"
	  "  at          number  of the instruction that ended it\n"
	  "  by          number  of the branch that led to a refusal\n"
	  "  why         object  with --why: the last instruction\n"
	  "  a           number  the register before it\n"
	  "  x           number  the same\n"
	  "  octets_captured  number  of the packet\n"
	  "  branch      object  the last one: whether it `held`, and the registers\n"
	  "  load        object  the last one before that: `octets`, and `from` where it counts\n"
	  "  offset      number  of the octets it asks for\n"
	  "  packets     number  all of them\n"
	  "  refused     number  of them\n"
	  "  refused_by  array   of objects: an instruction, as a branch `held` or not, and `packets`\n"
	  "  coverage    object  with --coverage\n"
	  "  instructions_executed  number  of `instructions`\n"
	  "  ways        number  of all branches, two each\n"
	  "  ways_taken  number  of them\n"
	  "  each        array   of objects: how often an instruction was executed\n"
	  "  executed    number  how often\n"
	  "  held        number  how often a branch held\n"
	  "  held_not    number  how often it did not" },
	{ "ROWS OF MINE",
	  "`dnsweir mine --json` prints the common output format of passive DNS "
	  "(draft-dulaunoy-dnsop-passive-dns-cof), one row a line.\n\n"
	  "  rrname      text    owner of the record, in lower case\n"
	  "  rrtype      text    \"A\"; a number where the type has no name\n"
	  "  rdata       array   of one text; with --nxdomain of none\n"
	  "  time_first  number  whole seconds, of the first sighting\n"
	  "  time_last   number  of the last one\n"
	  "  count       number  of sightings\n\n"
	  "With `--chains` a row is a way from the question to its answer:\n\n"
	  "  rrname      text    the name asked for\n"
	  "  chain       array   of texts: the aliases passed, in their order\n\n"
	  "With `--nxdomain`:\n\n"
	  "  rcode       text    \"NXDOMAIN\"\n\n"
	  "With `--each` every record is a line as it comes, a row with `count` 1 and more:\n\n"
	  "  time        number  when the response was captured\n"
	  "  frame       number  of the frame that completed it, from 1 in each file\n"
	  "  client      text    address that asked\n"
	  "  server      text    address that answered\n"
	  "  ttl         number  seconds, as in the record" },
	{ 0 },
};

const struct topic topic_json = {
	.name = "json",
	.part = "5",
	.summary = "What the JSON of all commands looks like",
	.sections = sections,
	.see_also = "dnsweir-show(1), dnsweir-mine(1), dnsweir-ls(1), jq(1)",
};
