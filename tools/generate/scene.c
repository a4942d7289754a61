/* scene.c - hosts that talk DNS over UDP and TCP into a capture.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void scene_frame_snap(struct scene *s, size_t snap)
{
	const uint8_t *octets = s->packet.octets + s->packet.at;
	size_t wire = packet_size(&s->packet);
	size_t size = snap < wire ? snap : wire;

	if (s->form == FORM_NG)
		ng_packet(&s->sink, 0, s->now / 1000, octets, size, wire);
	else
		pcap_frame(&s->sink, (int)s->form, s->now, octets, size, wire);
	s->now += s->step;
	s->frames++;
}

void scene_frame(struct scene *s)
{
	scene_frame_snap(s, SIZE_MAX);
}

void scene_ip(struct scene *s)
{
	if (s->wrap)
		s->wrap(s);
	else
		packet_ether(&s->packet, packet_ether_type(&s->packet));
	scene_frame(s);
}

static struct talk talk_between(struct scene *s, const char *client, const char *server)
{
	uint16_t port = (uint16_t)(32768 + random_below(&s->random, 28000));

	return (struct talk){ .client = endpoint_make(client, port),
			      .server = endpoint_make(server, 53),
			      .id = (uint16_t)random_next(&s->random) };
}

struct talk talk_make(struct scene *s)
{
	return talk_between(s, "198.51.100.7", "192.0.2.53");
}

struct talk talk_make6(struct scene *s)
{
	return talk_between(s, "2001:db8::7", "2001:db8::53");
}

void talk_datagram(struct scene *s, const struct endpoint *from, const struct endpoint *to)
{
	packet_clear(&s->packet);
	packet_put(&s->packet, s->message.wire, s->message.size);
	packet_udp(&s->packet, from, to);
}

void talk_send(struct scene *s, const struct endpoint *from, const struct endpoint *to)
{
	talk_datagram(s, from, to);
	packet_ip(&s->packet, from, to, IP_UDP);
	scene_ip(s);
}

void talk_ask(struct scene *s, const struct talk *t, const char *name, unsigned type)
{
	message_begin(&s->message, t->id, FLAGS_QUERY);
	message_question(&s->message, name, type);
	talk_send(s, &t->client, &t->server);
}

void talk_answer(struct scene *s, const struct talk *t, const char *name, unsigned type)
{
	message_begin(&s->message, t->id, FLAGS_ANSWER);
	message_question(&s->message, name, type);
}

void talk_reply(struct scene *s, const struct talk *t)
{
	talk_send(s, &t->server, &t->client);
}

void talk_address(struct scene *s, const struct talk *t, const char *name, const char *address)
{
	unsigned type = strchr(address, ':') ? TYPE_AAAA : TYPE_A;
	char owner[300];

	talk_ask(s, t, name, type);
	talk_answer(s, t, name, type);
	record_address(&s->message, SECTION_ANSWER, name, address);
	talk_reply(s, t);
	snprintf(owner, sizeof(owner), "%s.", name);
	expect(s, owner, type == TYPE_AAAA ? "AAAA" : "A", address);
}

void expect(struct scene *s, const char *name, const char *type, const char *rdata)
{
	truth_row(s->truth, name, type, rdata, 1);
}

void expect_total(struct scene *s, const char *name, uint64_t count)
{
	truth_total(s->truth, name, count);
}

struct tcp tcp_make(const struct talk *t)
{
	return (struct tcp){ t->client, t->server, 1000000007u, 4294967290u };
}

void tcp_segment(struct scene *s, const struct tcp *c, bool by_client, uint32_t sequence,
		 uint8_t flags, const void *octets, size_t size)
{
	const struct endpoint *from = by_client ? &c->client : &c->server;
	const struct endpoint *to = by_client ? &c->server : &c->client;
	uint32_t other = by_client ? c->server_next : c->client_next;

	packet_clear(&s->packet);
	packet_put(&s->packet, octets, size);
	packet_tcp(&s->packet, from, to, sequence, flags & TCP_ACK ? other : 0, flags);
	packet_ip(&s->packet, from, to, IP_TCP);
	scene_ip(s);
}

void tcp_open(struct scene *s, struct tcp *c)
{
	tcp_segment(s, c, true, c->client_next++, TCP_SYN, "", 0);
	tcp_segment(s, c, false, c->server_next++, TCP_SYN | TCP_ACK, "", 0);
	tcp_segment(s, c, true, c->client_next, TCP_ACK, "", 0);
}

void tcp_close(struct scene *s, struct tcp *c)
{
	tcp_segment(s, c, true, c->client_next++, TCP_FIN | TCP_ACK, "", 0);
	tcp_segment(s, c, false, c->server_next++, TCP_FIN | TCP_ACK, "", 0);
	tcp_segment(s, c, true, c->client_next, TCP_ACK, "", 0);
}

void tcp_send(struct scene *s, struct tcp *c, bool by_client, const void *octets, size_t size)
{
	uint32_t *next = by_client ? &c->client_next : &c->server_next;

	tcp_segment(s, c, by_client, *next, TCP_PSH | TCP_ACK, octets, size);
	*next += (uint32_t)size;
}

size_t tcp_message(const struct message *m, uint8_t *out)
{
	set_u16(out, (uint32_t)m->size);
	memcpy(out + 2, m->wire, m->size);
	return m->size + 2;
}

const struct case_row *case_find(const char *name)
{
	for (const struct case_row *row = cases; row->name; row++) {
		if (strcmp(row->name, name) == 0)
			return row;
	}
	return NULL;
}

void case_write(const struct case_row *row, const char *path, struct truth *truth,
		struct labels *labels)
{
	struct scene *s = calloc(1, sizeof(*s));
	struct sink file;
	uint64_t seed = 14695981039346656037u;

	if (!s)
		generate_fail("memory", "a scene");
	for (const char *c = row->name; *c; c++)
		seed = stir(seed ^ (uint8_t)*c);
	sink_open_memory(&s->sink);
	s->row = row;
	s->wrap = row->wrap;
	s->form = row->form;
	s->truth = truth;
	s->labels = labels;
	s->random.state = seed;
	s->now = (uint64_t)SCENE_START * 1000000000u;
	s->step = 5 * MILLISECOND;
	if (row->form == FORM_NG) {
		ng_section(&s->sink);
		ng_interface(&s->sink, row->link, 262144, 0, "lan0");
	} else if (row->form != FORM_SELF) {
		pcap_begin(&s->sink, (int)row->form, row->link);
	}
	row->run(s);
	expect_total(s, "frames", s->frames);
	sink_open(&file, path);
	sink_put(&file, s->sink.data, s->sink.size);
	sink_close(&file);
	sink_close(&s->sink);
	free(s);
}
