/* facts_rename.c - what is known of a number is known of it by another name.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "prove/facts.h"

/* What is meant by an address that is a constant, and not by chance in its neighbourhood. */
enum { NEAR = 64 };

/* base + offset by its new name; false: it has none. */
static bool find_name(struct terms *terms, const struct fact_names *names, term base,
		      uint32_t offset, term *new)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct fact_name *name = &names->names[i];

		if (name->old != base || (base == ZERO && offset - name->from >= NEAR))
			continue;
		*new = term_add(terms, name->new, term_constant(terms, offset - name->from));
		return true;
	}
	return false;
}

/* An address, or a number that is compared with one. */
static term rename_sum(struct terms *terms, const struct fact_names *names, term t)
{
	uint32_t constant;
	term base = term_split(terms, t, &constant);
	term new;

	return find_name(terms, names, base, constant, &new) ? new : t;
}

static term rename_term(struct terms *terms, const struct fact_names *names, term t)
{
	const struct term_node node = *term_node(terms, t);
	uint32_t constant;
	term new;

	switch ((enum term_kind)node.kind) {
	case TERM_OCTET:
		if (!find_name(terms, names, node.a, node.b, &new))
			return t;
		new = term_split(terms, new, &constant);
		return term_octet(terms, new, constant);
	case TERM_ADD:
		return rename_sum(terms, names, t);
	case TERM_NOT:
		return term_not(terms, rename_term(terms, names, node.a));
	case TERM_AND:
		return term_and(terms, rename_term(terms, names, node.a), node.b);
	case TERM_OR:
		return term_or(terms, rename_term(terms, names, node.a),
			       rename_term(terms, names, node.b));
	case TERM_SHL:
		return term_shl(terms, rename_term(terms, names, node.a), node.b);
	case TERM_SHR:
		return term_shr(terms, rename_term(terms, names, node.a), node.b);
	case TERM_EQUAL:
		return term_equal(terms, rename_term(terms, names, node.a),
				  rename_term(terms, names, node.b));
	case TERM_LESS:
		/* Is an octet inside? Only then is a constant an address. */
		if (node.a == term_length(terms))
			return term_less(terms, node.a, rename_sum(terms, names, node.b));
		return term_less(terms, rename_term(terms, names, node.a),
				 rename_term(terms, names, node.b));
	case TERM_BOTH:
		return term_both(terms, rename_term(terms, names, node.a),
				 rename_term(terms, names, node.b));
	case TERM_EITHER:
		return term_either(terms, rename_term(terms, names, node.a),
				   rename_term(terms, names, node.b));
	case TERM_CONSTANT:
	case TERM_LENGTH:
	case TERM_FREE:
	case TERM_NETLINK:
	case TERM_MUL:
	case TERM_XOR:
	case TERM_DIV:
	case TERM_MOD:
	case TERM_CHOICE:
	case TERM_TRUTH:
		break;
	}
	return t;
}

facts facts_rename(struct fact_table *table, struct terms *terms, facts known, facts stem,
		   const struct fact_names *names)
{
	facts result = known;

	for (facts at = known; at != stem && names->count > 0; at = table->facts[at].before) {
		term old = table->facts[at].truth;
		term new = rename_term(terms, names, old);

		if (new != old)
			result = facts_add(table, terms, result, new);
	}
	return result;
}
