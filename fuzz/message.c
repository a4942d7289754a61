/* message.c - fuzz target: header and walk over all records of a message, names included.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/message.h>
#include <dnsweir/name.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_message message;
	struct weir_record rr;
	struct weir_name owner;
	enum weir_status status;

	if (weir_message_read((struct weir_slice){ data, size }, &message) != WEIR_OK)
		return 0;
	struct weir_walk walk = weir_message_walk(&message);
	while ((status = weir_walk_next(&walk, &rr)) == WEIR_OK) {
		/* What was framed can be taken: the owner expands and the RDATA lies inside. */
		if (weir_name_expand(message.wire, rr.owner_at, &owner, NULL) != WEIR_OK ||
		    rr.rdata_at > size || rr.rdata_size > size - rr.rdata_at)
			__builtin_trap();
	}
	if (status == WEIR_END && walk.at > size)
		__builtin_trap();
	return 0;
}
