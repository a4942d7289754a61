/* looks.c - a table of magic numbers of what people open by mistake.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/looks.h"

#include <string.h>

#define MAGIC(text) text, sizeof(text) - 1

static const struct {
	uint8_t at;
	const char *magic;
	size_t size;
	const char *what;
} known[] = {
	{ 0,
	  MAGIC("\x7f"
		"ELF"),
	  "an ELF program" },
	{ 0, MAGIC("snoop\0\0\0"), "a Solaris snoop capture" },
	{ 0, MAGIC("btsnoop\0"), "a Bluetooth btsnoop capture" },
	{ 0, MAGIC("RTSS"), "a Microsoft Network Monitor 1 capture" },
	{ 0, MAGIC("GMBU"), "a Microsoft Network Monitor 2 capture" },
	{ 0, MAGIC("XCP\0"), "a NetXRay capture" },
	{ 0, MAGIC("TRSNIFF data    \x1a"), "a Sniffer capture" },
	{ 0, MAGIC("\xa1\xb2\x34\xcd"), "a pcap variant (Mesquita) that nobody documented" },
	{ 0, MAGIC("\xcd\x34\xb2\xa1"), "a pcap variant (Mesquita) that nobody documented" },
	{ 0, MAGIC("\xa1\x2b\x3c\x4d"), "a pcap variant (Navtel) that nobody documented" },
	{ 0, MAGIC("\x4d\x3c\x2b\xa1"), "a pcap variant (Navtel) that nobody documented" },
	{ 0, MAGIC("\x1c\x00\x01\xac"), "an IXIA hardware capture" },
	{ 0, MAGIC("\xac\x01\x00\x1c"), "an IXIA hardware capture" },
	{ 0, MAGIC("\x1c\x00\x01\xab"), "an IXIA software capture" },
	{ 0, MAGIC("\xab\x01\x00\x1c"), "an IXIA software capture" },
	{ 12, MAGIC("\x00\x00\x00\x01\x00\x00\x00\x16prot"), "a dnstap file" },
	{ 1, MAGIC("eC-DNS"), "a C-DNS file" },
	{ 0, MAGIC("BZh"), "bzip2; unpack it first" },
	{ 0, MAGIC("PK\x03\x04"), "a ZIP archive; unpack it first" },
	{ 0, MAGIC("7z\xbc\xaf\x27\x1c"), "a 7-Zip archive; unpack it first" },
	{ 0, MAGIC("\x1f\x9d"), "an old compress (.Z) file; unpack it first" },
	{ 0, MAGIC("\x1f\x8b"), "gzip within the compression" },
	{ 0, MAGIC("\x28\xb5\x2f\xfd"), "zstd within the compression" },
	{ 0,
	  MAGIC("\xfd"
		"7zXZ"),
	  "xz within the compression" },
	{ 0, MAGIC("\x04\x22\x4d\x18"), "lz4 within the compression" },
	{ 0, MAGIC("\x02\x21\x4c\x18"), "lz4 in its legacy form; pack it anew with lz4 1.9" },
	{ 0, MAGIC("SQLite format 3"), "an SQLite database" },
	{ 0, MAGIC("%PDF"), "a PDF document" },
	{ 0, MAGIC("<?xml"), "XML" },
	{ 0, MAGIC("<pdml"), "XML" },
	{ 0, MAGIC("{"), "JSON" },
	{ 0, MAGIC("["), "JSON" },
};

static bool is_text(struct weir_slice head)
{
	for (size_t i = 0; i < head.size; i++) {
		uint8_t octet = head.data[i];

		if ((octet < 0x20 && octet != '\t' && octet != '\n' && octet != '\r') ||
		    octet == 0x7f)
			return false;
	}
	return head.size >= 4;
}

const char *looks_like(struct weir_slice head)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].at < head.size && known[i].size <= head.size - known[i].at &&
		    memcmp(head.data + known[i].at, known[i].magic, known[i].size) == 0)
			return known[i].what;
	}
	return is_text(head) ? "text" : NULL;
}
