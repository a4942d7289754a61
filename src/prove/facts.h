/* facts.h - what is known on a way through programs: truths in a list that ways share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PROVE_FACTS_H
#define PROVE_FACTS_H

#include "prove/term.h"

/* An index; 0: nothing is known. A list is never changed, only made longer. */
typedef uint32_t facts;

struct fact {
	term truth;
	facts before;
};

struct fact_table {
	struct fact *facts; /* the first one is unused */
	size_t count, room;
	uint32_t *marks; /* an entry a term: the turn in which it was met */
	size_t mark_room;
	uint32_t turn;
	enum weir_status status;
};
void facts_close(struct fact_table *table);

/* `known` and a truth more; what is joined by "both" is known each. */
facts facts_add(struct fact_table *table, struct terms *terms, facts known, term truth);
/* What both know. */
facts facts_common(struct fact_table *table, const struct terms *terms, facts one, facts other);

/* Numbers that get a new name, as two states become one: what is known of them is known by the new name
 * too. */
struct fact_name {
	term old,
		new; /* `old` may be ZERO: then it is the constant `from`, and what lies near behind it */
	uint32_t from;
};
enum { FACT_NAMES_MAX = 64 };
struct fact_names {
	size_t count;
	struct fact_name names[FACT_NAMES_MAX];
};
/* `known` down to `stem`, with what speaks of old names said of the new ones too. */
facts facts_rename(struct fact_table *table, struct terms *terms, facts known, facts stem,
		   const struct fact_names *names);
/* Where two lists meet. */
facts facts_stem(const struct fact_table *table, facts one, facts other);

enum fact_verdict { FACT_OPEN, FACT_TRUE, FACT_FALSE };
/* Does what is known decide a truth? It looks at single comparisons, not at what follows from several. */
enum fact_verdict facts_decide(const struct fact_table *table, const struct terms *terms,
			       facts known, term truth);

#endif
