/* scene.c - lines of text to messages, frames and a capture.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "unit/mine/scene.h"

#include <dnsweir/capture.h>
#include <dnsweir/compose.h>
#include <dnsweir/rdata.h>
#include <dnsweir/rrtype.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/traffic/wire.h"

enum { MS = 1000000, TCP_SYN = 2, TCP_ACK = 16, LINE_MAX = 4096, MESSAGE_MAX = 65535 };

/* What a line says beside its records. */
struct saying {
	int64_t time;
	bool response;
	bool tcp;
	unsigned id;
	unsigned client;
	unsigned server;
	unsigned client_port;
	unsigned server_port;
	unsigned rrclass;
	unsigned opcode;
	unsigned rcode;
	unsigned ext;
	unsigned tc;
	unsigned cut;
	unsigned snap;
	unsigned more;
	const char *name;
	const char *type;
};

struct scene {
	struct weir_capture_writer *writer;
	uint64_t frames;
	uint32_t sequence[2]; /* of the one TCP stream, by direction; 0: not begun */
	uint8_t frame[WIRE_SIZE_MAX];
	uint8_t message[MESSAGE_MAX + 2];
};

static void must(bool good, const char *what)
{
	if (good)
		return;
	printf("Bail out! scene: %s\n", what);
	exit(1);
}

static struct weir_slice slice(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static struct weir_name name_of(const char *text)
{
	struct weir_name name;

	must(weir_name_parse(slice(text), NULL, &name, NULL) == WEIR_OK, text);
	return name;
}

static uint16_t type_of(const char *text)
{
	uint16_t type;

	must(weir_type_parse(slice(text), &type) == WEIR_OK, text);
	return type;
}

static void read_option(const char *word, struct saying *s)
{
	const struct {
		const char *word;
		unsigned *to;
	} numbers[] = {
		{ "client=", &s->client }, { "server=", &s->server }, { "port=", &s->client_port },
		{ "class=", &s->rrclass }, { "opcode=", &s->opcode }, { "rcode=", &s->rcode },
		{ "ext=", &s->ext },       { "cut=", &s->cut },       { "snap=", &s->snap },
		{ "more=", &s->more },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strncmp(word, numbers[i].word, strlen(numbers[i].word)) == 0) {
			*numbers[i].to = (unsigned)strtoul(strchr(word, '=') + 1, NULL, 10);
			return;
		}
	if (strcmp(word, "tcp") == 0)
		s->tcp = true;
	else if (strcmp(word, "tc") == 0)
		s->tc = WEIR_FLAG_TC;
	else if (strcmp(word, "mdns") == 0)
		s->client_port = s->server_port = 5353;
	else if (strcmp(word, "llmnr") == 0)
		s->server_port = 5355;
	else
		must(false, word);
}

static char *need_word(char *text, char **rest)
{
	char *word = strtok_r(text, " ", rest);

	must(word != NULL, "a line too short");
	return word;
}

static void read_saying(char *text, struct saying *s)
{
	char *rest;

	*s = (struct saying){
		.client = 1, .server = 1, .client_port = 4000, .server_port = 53, .rrclass = 1
	};
	s->time = strtoll(need_word(text, &rest), NULL, 10) * MS;
	s->response = need_word(NULL, &rest)[0] == 'r';
	s->id = (unsigned)strtoul(need_word(NULL, &rest), NULL, 10);
	s->name = need_word(NULL, &rest);
	s->type = need_word(NULL, &rest);
	for (char *word = strtok_r(NULL, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		read_option(word, s);
}

/* `[ns:|ar:]OWNER [CLASS] TYPE RDATA` */
static void add_record(struct weir_compose *message, char *text)
{
	enum weir_section section = WEIR_ANSWER;
	uint16_t rrclass = 1;
	uint8_t rdata[4096];
	struct weir_writer out;
	char *rest;
	char *owner = strtok_r(text, " ", &rest);
	char *type = strtok_r(NULL, " ", &rest);

	must(owner && type, "a record without owner and type");
	if (strncmp(owner, "ns:", 3) == 0 || strncmp(owner, "ar:", 3) == 0) {
		section = owner[0] == 'n' ? WEIR_AUTHORITY : WEIR_ADDITIONAL;
		owner += 3;
	}
	if (strcmp(type, "CH") == 0 || strcmp(type, "FLUSH") == 0) {
		rrclass = type[0] == 'C' ? 3 : 0x8001;
		type = strtok_r(NULL, " ", &rest);
	}
	struct weir_name name = name_of(owner);
	weir_writer_init(&out, rdata, sizeof(rdata));
	must(weir_rdata_parse(slice(rest), type_of(type), 1, NULL, &out, NULL) == WEIR_OK, rest);
	must(weir_compose_record(message, section, &name, type_of(type), rrclass, 60,
				 (struct weir_slice){ rdata, out.size }) == WEIR_OK,
	     "a message too large");
}

static size_t make_message(struct scene *scene, const struct saying *s, char *records)
{
	struct weir_compose message;
	char *rest;
	unsigned flags = (s->response ? WEIR_FLAG_QR : 0U) | s->opcode << 11 | s->tc | s->rcode;

	must(weir_compose_begin(&message, scene->message + 2, MESSAGE_MAX, (uint16_t)s->id,
				(uint16_t)flags) == WEIR_OK,
	     "begin");
	if (strcmp(s->name, "-") != 0) {
		struct weir_name name = name_of(s->name);
		must(weir_compose_question(&message, &name, type_of(s->type),
					   (uint16_t)s->rrclass) == WEIR_OK,
		     "question");
	}
	char *record = records ? strtok_r(records, "|", &rest) : NULL;
	for (; record; record = strtok_r(NULL, "|", &rest))
		add_record(&message, record);
	const struct weir_edns edns = { .udp_size = 1232, .rcode = (uint16_t)s->ext };
	must(s->ext == 0 || weir_compose_opt(&message, &edns) == WEIR_OK, "OPT");
	scene->message[2 + 7] = (uint8_t)(scene->message[2 + 7] + s->more);
	return message.size - s->cut;
}

static void write_frame(struct scene *scene, struct weir_frame frame, int64_t time)
{
	frame.time = time;
	must(weir_capture_write(scene->writer, &frame, NULL) == WEIR_OK, "write");
}

static void write_tcp(struct scene *scene, const struct saying *s, struct wire_packet *packet)
{
	unsigned side = s->response;

	if (scene->sequence[0] == 0) {
		struct wire_packet begin = *packet;
		begin.payload.size = 0;
		begin.flags = TCP_SYN;
		begin.sequence = 999;
		begin.from_server = false;
		write_frame(scene, wire_tcp(&begin, ++scene->frames, scene->frame), s->time);
		begin.flags = TCP_SYN | TCP_ACK;
		begin.sequence = 1999;
		begin.acknowledgement = 1000;
		begin.from_server = true;
		write_frame(scene, wire_tcp(&begin, ++scene->frames, scene->frame), s->time);
		scene->sequence[0] = 1000;
		scene->sequence[1] = 2000;
	}
	packet->flags = TCP_ACK;
	packet->sequence = scene->sequence[side];
	packet->acknowledgement = scene->sequence[!side];
	scene->sequence[side] += (uint32_t)packet->payload.size;
	write_frame(scene, wire_tcp(packet, ++scene->frames, scene->frame), s->time);
}

static void write_line(struct scene *scene, char *line)
{
	struct saying s;
	char *records = strchr(line, '|');

	if (records)
		*records++ = 0;
	read_saying(line, &s);
	size_t size = make_message(scene, &s, records);
	struct wire_packet packet = {
		.client = { (uint8_t)s.client, (uint16_t)s.client_port },
		.server = (uint8_t)s.server,
		.server_port = (uint16_t)s.server_port,
		.from_server = s.response,
		.payload = { scene->message + 2, size },
		.cut = s.snap,
	};
	if (!s.tcp) {
		write_frame(scene, wire_udp(&packet, ++scene->frames, scene->frame), s.time);
		return;
	}
	scene->message[0] = (uint8_t)(size >> 8);
	scene->message[1] = (uint8_t)size;
	packet.payload = (struct weir_slice){ scene->message, size + 2 };
	write_tcp(scene, &s, &packet);
}

void scene_write(const char *path, const char *lines)
{
	struct weir_capture_writer_options options = WEIR_CAPTURE_WRITER_OPTIONS;
	struct scene *scene = calloc(1, sizeof(*scene));
	char line[LINE_MAX];

	options.link = WEIR_LINK_RAW;
	must(scene != NULL, "memory");
	must(weir_capture_writer_open(path, &options, &scene->writer, NULL) == WEIR_OK, path);
	while (*lines) {
		size_t size = strcspn(lines, "\n");
		must(size < sizeof(line), "a line too long");
		memcpy(line, lines, size);
		line[size] = 0;
		write_line(scene, line);
		lines += size + (lines[size] == '\n');
	}
	must(weir_capture_writer_close(scene->writer, NULL) == WEIR_OK, path);
	free(scene);
}
