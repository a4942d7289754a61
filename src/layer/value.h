/* value.h - how the values of each reach are found; private to weir_values_next.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef LAYER_VALUE_H
#define LAYER_VALUE_H

#include <dnsweir/layer.h>

/* Each is called again and again until it says WEIR_END. */
enum weir_status values_question(struct weir_values *values, struct weir_value *out);
enum weir_status values_record(struct weir_values *values, struct weir_value *out);
/* Options of OPT records, and what the records themselves hold. */
enum weir_status values_edns(struct weir_values *values, struct weir_value *out);

/* The next record of the answer, authority and additional sections: WEIR_OK or WEIR_END. */
enum weir_status values_next_record(struct weir_values *values, struct weir_record *record);
/* The value is a number that lies in `size` octets at `at` of the message. */
enum weir_status values_number(const struct weir_values *values, struct weir_value *out, size_t at,
			       size_t size, uint64_t number);
/* A name of the message that begins at `at`; false: it is broken. */
bool values_name(struct weir_values *values, struct weir_value *out, size_t at);

/* Multicast DNS has a flag in the top bit of classes. */
static inline bool values_mdns(const struct weir_view *view)
{
	return view->has_endpoints && (view->source_port == 5353 || view->target_port == 5353);
}

#endif
