/* completion_names.c - the names that all shells offer where a command or a page is due.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/completion.h"

void completion_names(FILE *out, const struct command *const *list, enum complete complete)
{
	const char *blank = "";

	for (size_t i = 0; list[i]; i++) {
		if (command_is_action(list[i]))
			continue;
		fprintf(out, "%s%s", blank, list[i]->name);
		blank = " ";
	}
	for (size_t i = 0; complete == COMPLETE_PAGE && topics[i]; i++) {
		char name[TOPIC_NAME_MAX];

		fprintf(out, " %s", topic_name(topics[i], name));
	}
}
