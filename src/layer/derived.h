/* derived.h - fields of headers that need more than the header's octets: checksums, lengths, streams.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef LAYER_DERIVED_H
#define LAYER_DERIVED_H

#include <dnsweir/layer.h>

/* The value of a DERIVED field of the frame, or of the header at `span`; its number only. False: the
 * view does not hold what it is made of. Fields of DNS are not among them. */
bool derived_field(const struct weir_view *view, const struct weir_span *span,
		   enum weir_field_symbol symbol, struct weir_value *out) WEIR_MUST_USE;

#endif
