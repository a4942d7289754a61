/* decode_message.c - print the header, questions and records of one DNS message given in hex.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * cc decode_message.c $(pkg-config --cflags --libs dnsweir)
 * ./a.out 12340100000100000000000003777777076578616d706c6503636f6d0000010001 */
#include <dnsweir/message.h>
#include <dnsweir/name.h>

#include <stdio.h>
#include <string.h>

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

static size_t read_hex(const char *text, uint8_t *out, size_t capacity)
{
	size_t size = 0;

	for (; size < capacity && *text; text += 2) {
		int high = digit(text[0]);
		int low = high < 0 ? -1 : digit(text[1]);
		if (low < 0)
			return 0;
		out[size++] = (uint8_t)(high << 4 | low);
	}
	return *text ? 0 : size;
}

static void print_record(const struct weir_message *message, const struct weir_record *rr)
{
	static const char *const sections[] = { "question", "answer", "authority", "additional" };
	char text[WEIR_NAME_TEXT_MAX];
	struct weir_name owner;
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	if (weir_name_expand(message->wire, rr->owner_at, &owner, NULL) == WEIR_OK)
		weir_name_print(&owner, &out);
	weir_writer_terminate(&out);
	printf("%s %s class %u type %u", sections[rr->section], text, rr->rrclass, rr->type);
	if (rr->section != WEIR_QUESTION)
		printf(" ttl %u, %u octets of rdata", (unsigned)rr->ttl, rr->rdata_size);
	printf("\n");
}

int main(int argc, char **argv)
{
	uint8_t wire[4096];
	struct weir_message message;
	struct weir_record rr;
	enum weir_status status;

	if (argc != 2) {
		fprintf(stderr, "usage: decode_message HEX\n");
		return 2;
	}
	struct weir_slice octets = { wire, read_hex(argv[1], wire, sizeof(wire)) };
	status = weir_message_read(octets, &message);
	if (status != WEIR_OK) {
		fprintf(stderr, "not a DNS message: %s\n", weir_status_text(status));
		return 3;
	}
	printf("id %u opcode %u rcode %u %s\n", message.id, weir_message_opcode(&message),
	       weir_message_rcode(&message),
	       weir_message_is_response(&message) ? "response" : "query");

	struct weir_walk walk = weir_message_walk(&message);
	while ((status = weir_walk_next(&walk, &rr)) == WEIR_OK)
		print_record(&message, &rr);
	if (status != WEIR_END)
		printf("broken from octet %zu on: %s\n", walk.at, weir_status_text(status));
	return status == WEIR_END ? 0 : 3;
}
