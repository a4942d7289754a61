/* compile_steps.c - name patterns as steps over octets.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "filter/compile.h"

struct making {
	struct name_steps *steps;
	struct seg *list; /* steps->segs */
	unsigned segs, octets;
	bool open; /* what `**` stands for is not looked at */
};

static struct seg *next_seg(struct making *m, enum seg_kind kind)
{
	struct seg *seg = m->list + m->segs++;

	*seg = (struct seg){ .kind = (uint8_t)kind, .at = (uint16_t)m->octets };
	return seg;
}

static void add_octet(struct making *m, uint8_t octet, uint8_t veil)
{
	bool open = m->segs > 0 && m->list[m->segs - 1].kind == SEG_LITERAL;
	struct seg *seg = open ? m->list + m->segs - 1 : next_seg(m, SEG_LITERAL);

	m->steps->octets[m->octets] = octet | veil;
	m->steps->veil[m->octets++] = veil;
	seg->size++;
}

static void add_label(struct making *m, const struct name_pattern *pattern,
		      const struct name_label *label, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		add_octet(m, label->any ? 0 : pattern->octets[label->at + i],
			  label->any ? UINT8_MAX : (uint8_t)~pattern->mask[label->at + i]);
}

static void add_steps(struct making *m, const struct name_pattern *pattern)
{
	for (unsigned i = 0; i < pattern->label_count; i++) {
		const struct name_label *label = &pattern->labels[i];
		bool last = i + 1U == pattern->label_count;
		if (last && pattern->tail == TAIL_PREFIX) {
			next_seg(m, SEG_PREFIX)->size = label->least;
			unsigned size = label->least;
			while (m->open && size > 0 && pattern->mask[label->at + size - 1U] == 0)
				size--;
			add_label(m, pattern, label, size);
			next_seg(m, SEG_REST)->size = (uint8_t)(label->least + 1);
			return;
		}
		if (label->any) {
			struct seg *seg = next_seg(m, SEG_ANY);
			seg->least = label->least > 0 ? label->least : 1;
			seg->most = label->most;
		} else {
			add_octet(m, label->least, 0);
			add_label(m, pattern, label, label->least);
		}
	}
	if (pattern->tail == TAIL_ROOT) {
		add_octet(m, 0, 0);
		next_seg(m, SEG_ROOT);
	} else {
		/* "**" alone: a name, the root too, where no label must begin it. */
		if (pattern->tail == TAIL_MORE)
			next_seg(m, SEG_MORE);
		next_seg(m, SEG_REST);
	}
}

/* Octets that each step and those behind it need at least, and what all may have at most. */
static void measure(struct making *m)
{
	struct name_steps *steps = m->steps;
	unsigned least = 0;

	for (unsigned i = m->segs; i-- > 0;) {
		const struct seg *seg = &steps->segs[i];
		switch ((enum seg_kind)seg->kind) {
		case SEG_LITERAL:
			least += seg->size;
			steps->most += seg->size;
			break;
		case SEG_ANY:
			least += 1U + seg->least;
			steps->most += 1U + seg->most;
			steps->walks = true;
			break;
		case SEG_PREFIX:
			least += 1;
			break;
		case SEG_ROOT:
			break;
		case SEG_MORE: /* and REST behind it */
			least += m->open ? 1 : 2;
			steps->walks = steps->walks || !m->open;
			break;
		case SEG_REST:
			least += !m->open;
			steps->walks = steps->walks || !m->open;
			break;
		}
		steps->least[i] = (uint16_t)least;
	}
}

struct name_steps *name_steps(struct compiler *c, const struct name_pattern *pattern, int above)
{
	unsigned extra = above > 0 ? (unsigned)above : 0;
	unsigned segs = 2U * pattern->label_count + 4 + extra;
	struct making m = { .steps = compiler_room(c, sizeof(*m.steps)),
			    .open = c->options->open_names };

	if (!m.steps)
		return NULL;
	/* A literal has an octet for each of its pattern and one for each label; masks veil no more. */
	size_t room = WEIR_NAME_SIZE_MAX + WEIR_LABELS_MAX + 2U;
	m.steps->segs = compiler_room(c, segs * sizeof(*m.steps->segs));
	m.steps->least = compiler_room(c, segs * sizeof(*m.steps->least));
	m.steps->octets = compiler_room(c, room);
	m.steps->veil = compiler_room(c, room);
	if (!m.steps->segs || !m.steps->least || !m.steps->octets || !m.steps->veil)
		return NULL;
	m.list = m.steps->segs;
	m.steps->within = pattern->within && above < 0;
	m.steps->labels = (uint8_t)(pattern->label_count + extra);
	for (unsigned i = 0; i < extra; i++) {
		struct seg *seg = next_seg(&m, SEG_ANY);
		seg->least = 1;
		seg->most = WEIR_LABEL_SIZE_MAX;
	}
	add_steps(&m, pattern);
	measure(&m);
	return m.steps;
}
