/* name_sets.c - sets of names whose programs are counted.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "name_sets.h"

#include <string.h>

#include "random.h"

const struct name_set name_sets[NAME_SETS] = {
	{ "one name", "www.example.com", 0, 0, false, 17, 18, 21 },
	{ "one name, case-sensitive", "example.com", 0, 0, true, 11, 11, 14 },
	{ "a label of any octets", "*.www.example.uk", 0, 0, false, 19, 20, 22 },
	{ "one and two labels", "*.example.com *.*.example.com", 0, 0, false, 33, 37, 45 },
	{ "4 siblings",
	  "*.www.example.com *.mail.example.com *.smtp.example.com *.imap.example.com", 0, 0, false,
	  39, 41, 89 },
	{ "8 zones", "*.zone10.example", 8, 0, false, 26, 27, 149 },
	{ "20 zones", "*.t1-site0.example", 20, 0, false, 32, 33, 425 },
	{ "100 zones", "*.zone10.example.uk", 100, 0, false, 122, 122, 2405 },
	{ "20 unrelated names", "*.$.com", 20, 10, false, 152, 153, 365 },
	{ "300 unrelated names", "*.$.com", 300, 10, false, 2159, 2893, 5405 },
};

static void add_literal(const char *patterns, struct name_patterns *out)
{
	while (*patterns && out->count < NAME_SET_MAX) {
		size_t size = strcspn(patterns, " ");
		struct weir_writer w;

		weir_writer_init(&w, out->list[out->count++], NAME_SET_ROOM);
		weir_writer_print(&w, "%.*s", (int)size, patterns);
		weir_writer_terminate(&w);
		patterns += size + strspn(patterns + size, " ");
	}
}

static void add_form(const struct name_set *set, struct random *r, unsigned number,
		     struct name_patterns *out)
{
	struct weir_writer w;

	weir_writer_init(&w, out->list[out->count++], NAME_SET_ROOM);
	for (const char *c = set->patterns; *c; c++) {
		if (*c == '1')
			weir_writer_print(&w, "%u", number / 10);
		else if (*c == '0')
			weir_writer_print(&w, "%u", number % 10);
		else if (*c == '$')
			for (unsigned k = 0; k < set->letters; k++)
				weir_writer_char(&w, (char)('a' + random_below(r, 26)));
		else
			weir_writer_char(&w, *c);
	}
	weir_writer_terminate(&w);
}

void name_set_patterns(const struct name_set *set, struct name_patterns *out)
{
	struct random r = { set->repeats };

	out->count = 0;
	if (set->repeats == 0)
		add_literal(set->patterns, out);
	for (unsigned i = 0; i < set->repeats && out->count < NAME_SET_MAX; i++)
		add_form(set, &r, i, out);
}

void name_set_rule(const struct name_patterns *patterns, struct weir_writer *out)
{
	for (size_t i = 0; i < patterns->count; i++)
		weir_writer_print(out, "%sdns.qry.name like \"%s\"", i > 0 ? " or " : "",
				  patterns->list[i]);
	weir_writer_terminate(out);
}
