/* sink.c - buffered octets, and the records of pcap and pcapng in either byte order.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "packet.h"

enum { SINK_START = 1 << 20 };

void sink_open_memory(struct sink *s)
{
	*s = (struct sink){ .fd = -1, .data = malloc(SINK_START), .capacity = SINK_START };
	if (!s->data)
		system_fail("memory");
}

void sink_open(struct sink *s, const char *path)
{
	sink_open_memory(s);
	s->fd = strcmp(path, "-") == 0 ? STDOUT_FILENO
				       : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (s->fd < 0)
		system_fail(path);
}

static void sink_flush(struct sink *s)
{
	for (size_t at = 0; at < s->size;) {
		ssize_t n = write(s->fd, s->data + at, s->size - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			system_fail("write");
		at += (size_t)n;
	}
	s->size = 0;
}

void sink_close(struct sink *s)
{
	if (s->fd >= 0)
		sink_flush(s);
	if (s->fd >= 0 && close(s->fd) != 0)
		system_fail("close");
	free(s->data);
	*s = (struct sink){ .fd = -1 };
}

static void sink_room(struct sink *s, size_t size)
{
	if (size <= s->capacity - s->size)
		return;
	if (s->fd >= 0)
		sink_flush(s);
	while (size > s->capacity - s->size) {
		s->capacity *= 2;
		s->data = realloc(s->data, s->capacity);
		if (!s->data)
			system_fail("memory");
	}
}

void sink_put(struct sink *s, const void *octets, size_t size)
{
	if (size == 0)
		return;
	sink_room(s, size);
	memcpy(s->data + s->size, octets, size);
	s->size += size;
}

static void sink_number(struct sink *s, uint64_t value, size_t size)
{
	uint8_t octets[8];

	for (size_t i = 0; i < size; i++) {
		size_t shift = 8 * (s->swapped ? size - 1 - i : i);
		octets[i] = (uint8_t)(value >> shift);
	}
	sink_put(s, octets, size);
}

void sink_u16(struct sink *s, unsigned value)
{
	sink_number(s, value, 2);
}

void sink_u32(struct sink *s, uint32_t value)
{
	sink_number(s, value, 4);
}

void sink_u64(struct sink *s, uint64_t value)
{
	sink_number(s, value, 8);
}

void pcap_begin(struct sink *s, int form, uint32_t link)
{
	static const uint32_t magic[] = { 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34 };

	sink_u32(s, magic[form]);
	sink_u16(s, 2);
	sink_u16(s, 4);
	sink_u32(s, 0);
	sink_u32(s, 0);
	sink_u32(s, 262144);
	sink_u32(s, link);
}

void pcap_frame(struct sink *s, int form, uint64_t time, const uint8_t *octets, size_t size,
		size_t wire)
{
	uint64_t fraction = time % 1000000000u;

	sink_u32(s, (uint32_t)(time / 1000000000u));
	sink_u32(s, (uint32_t)(form == PCAP_NANO ? fraction : fraction / 1000));
	sink_u32(s, (uint32_t)size);
	sink_u32(s, (uint32_t)wire);
	if (form == PCAP_KUZNETZOV) {
		sink_u32(s, 2); /* interface */
		sink_u16(s, 0x0800);
		sink_u16(s, 0); /* packet type and padding */
	}
	sink_put(s, octets, size);
}

static void ng_begin(struct sink *s, uint32_t type, size_t body)
{
	sink_u32(s, type);
	sink_u32(s, (uint32_t)(12 + ((body + 3) & ~(size_t)3)));
}

static void ng_pad(struct sink *s, size_t size)
{
	static const uint8_t zeros[4];

	sink_put(s, zeros, (4 - size % 4) % 4);
}

static void ng_end(struct sink *s, size_t body)
{
	sink_u32(s, (uint32_t)(12 + ((body + 3) & ~(size_t)3)));
}

void ng_block(struct sink *s, uint32_t type, const uint8_t *body, size_t size)
{
	ng_begin(s, type, size);
	sink_put(s, body, size);
	ng_pad(s, size);
	ng_end(s, size);
}

static void ng_option(struct sink *s, unsigned code, const void *value, size_t size)
{
	sink_u16(s, code);
	sink_u16(s, (unsigned)size);
	sink_put(s, value, size);
	ng_pad(s, size);
}

static size_t option_size(size_t size)
{
	return 4 + ((size + 3) & ~(size_t)3);
}

void ng_section(struct sink *s)
{
	static const char application[] = "weir-generate";
	size_t body = 16 + option_size(sizeof(application) - 1) + 4;

	ng_begin(s, 0x0a0d0d0a, body);
	sink_u32(s, 0x1a2b3c4d);
	sink_u16(s, 1);
	sink_u16(s, 0);
	sink_u64(s, UINT64_MAX); /* length of the section: not said */
	ng_option(s, 4, application, sizeof(application) - 1);
	ng_option(s, 0, NULL, 0);
	ng_end(s, body);
}

void ng_interface(struct sink *s, uint16_t link, uint32_t snap, uint8_t resolution,
		  const char *name)
{
	size_t body = 8 + option_size(strlen(name)) + (resolution ? option_size(1) : 0) + 4;

	ng_begin(s, 1, body);
	sink_u16(s, link);
	sink_u16(s, 0);
	sink_u32(s, snap);
	ng_option(s, 2, name, strlen(name));
	if (resolution)
		ng_option(s, 9, &resolution, 1);
	ng_option(s, 0, NULL, 0);
	ng_end(s, body);
}

void ng_packet(struct sink *s, uint32_t interface, uint64_t units, const uint8_t *octets,
	       size_t size, size_t wire)
{
	size_t body = 20 + ((size + 3) & ~(size_t)3) + option_size(4) + 4;

	ng_begin(s, 6, body);
	sink_u32(s, interface);
	sink_u32(s, (uint32_t)(units >> 32));
	sink_u32(s, (uint32_t)units);
	sink_u32(s, (uint32_t)size);
	sink_u32(s, (uint32_t)wire);
	sink_put(s, octets, size);
	ng_pad(s, size);
	sink_u16(s, 2); /* epb_flags: the direction of travel, not known */
	sink_u16(s, 4);
	sink_u32(s, 0);
	ng_option(s, 0, NULL, 0);
	ng_end(s, body);
}

void ng_simple(struct sink *s, const uint8_t *octets, size_t size, size_t wire)
{
	ng_begin(s, 3, 4 + size);
	sink_u32(s, (uint32_t)wire);
	sink_put(s, octets, size);
	ng_pad(s, size);
	ng_end(s, 4 + size);
}

void ng_obsolete(struct sink *s, uint16_t interface, uint64_t units, const uint8_t *octets,
		 size_t size, size_t wire)
{
	ng_begin(s, 2, 20 + size);
	sink_u16(s, interface);
	sink_u16(s, 0); /* drops */
	sink_u32(s, (uint32_t)(units >> 32));
	sink_u32(s, (uint32_t)units);
	sink_u32(s, (uint32_t)size);
	sink_u32(s, (uint32_t)wire);
	sink_put(s, octets, size);
	ng_pad(s, size);
	ng_end(s, 20 + size);
}
