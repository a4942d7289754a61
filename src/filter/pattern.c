/* pattern.c - name patterns from words: labels, wildcards, tails.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/pattern.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "dns/escape.h"

struct reading {
	const struct pattern_words *words;
	struct weir_slice text; /* without outer blanks and dots */
	uint32_t column;        /* of text */
	struct name_pattern out;
	unsigned wire; /* octets that the shortest matching name has, the root's included */
	const char *remark;
	uint32_t remark_at;
	struct weir_error *err;
};

static enum weir_status refuse(struct reading *r, size_t at, enum weir_status status,
			       const char *text)
{
	return error_set(r->err, status, r->column + at, "%s", text);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Is the last character a dot that ends a label? An odd number of backslashes before makes it one of
 * the label's own. */
static bool ends_in_dot(struct weir_slice text)
{
	size_t backslashes = 0;

	if (text.size == 0 || text.data[text.size - 1] != '.')
		return false;
	while (backslashes + 1 < text.size && text.data[text.size - 2 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2 == 0;
}

static void drop_first(struct reading *r)
{
	r->text.data++;
	r->text.size--;
	r->column++;
}

static void trim(struct reading *r)
{
	while (r->text.size > 0 && is_blank(r->text.data[0]))
		drop_first(r);
	while (r->text.size > 0 && is_blank(r->text.data[r->text.size - 1]))
		r->text.size--;
	if (r->text.size == 1 && r->text.data[0] == '.')
		return;
	if (r->words->style == PATTERN_LIKE && r->text.size > 0 && r->text.data[0] == '.')
		drop_first(r);
	if (r->text.size > 1 && ends_in_dot(r->text))
		r->text.size--;
}

/* The offset behind the label that begins at `at`. */
static size_t label_end(struct weir_slice text, size_t at)
{
	while (at < text.size && text.data[at] != '.')
		at += text.data[at] == '\\' && at + 1 < text.size ? 2 : 1;
	return at;
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static enum weir_status read_percent(struct reading *r, size_t *at, size_t end, uint8_t *out)
{
	const uint8_t *data = r->text.data + *at;

	int high = end - *at < 3 ? -1 : hex_digit(data[1]);
	int low = high < 0 ? -1 : hex_digit(data[2]);
	if (high < 0 || low < 0)
		return refuse(r, *at, WEIR_E_FORM,
			      "behind `%` stand two hexadecimal digits; a percent sign is `%25`");
	*out = (uint8_t)((unsigned)high << 4 | (unsigned)low);
	*at += 3;
	return WEIR_OK;
}

/* One octet of a label. `mask` becomes 0 for `?`. */
static enum weir_status read_octet(struct reading *r, size_t *at, size_t end, uint8_t *octet,
				   uint8_t *mask)
{
	bool like = r->words->style == PATTERN_LIKE;
	uint8_t c = r->text.data[*at];

	*mask = UINT8_MAX;
	if (like && c == '%')
		return read_percent(r, at, end, octet);
	if (like && c == '?') {
		*octet = 0;
		*mask = 0;
		(*at)++;
		return WEIR_OK;
	}
	if (!r->remark && (c == '*' || (c == '?' && !like))) {
		r->remark = like ? "`*` stands for a whole label; inside of one it is an asterisk: "
				   "write `\\*` to say so"
				 : "`*` and `?` are ordinary characters here: patterns come behind "
				   "`like`";
		r->remark_at = r->column + (uint32_t)*at;
	}
	if (unescape_octet((struct weir_slice){ r->text.data, end }, at, octet) != WEIR_OK)
		return refuse(r, *at, WEIR_E_FORM,
			      "behind `\\` stand three decimal digits up to 255, or one character");
	return WEIR_OK;
}

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static enum weir_status add_label(struct reading *r, size_t at, struct name_label label)
{
	r->wire += 1U + label.least;
	if (r->wire > WEIR_NAME_SIZE_MAX)
		return refuse(r, at, WEIR_E_RANGE,
			      "no name is longer than 255 octets, length octets included");
	r->out.labels[r->out.label_count++] = label; /* 127 of them take all 255 octets */
	return WEIR_OK;
}

static enum weir_status read_plain(struct reading *r, size_t at, size_t end)
{
	struct name_label label = { .at = r->out.size };
	size_t place = at;
	unsigned size = 0;
	unsigned unknown = 0;

	while (at < end) {
		size_t here = at;
		uint8_t octet, mask;
		enum weir_status status = read_octet(r, &at, end, &octet, &mask);

		if (status != WEIR_OK)
			return status;
		if (size == WEIR_LABEL_SIZE_MAX)
			return refuse(r, here, WEIR_E_RANGE, "no label is longer than 63 octets");
		if ((unsigned)r->out.size + size >= WEIR_NAME_SIZE_MAX)
			return refuse(r, here, WEIR_E_RANGE, "no name is longer than 255 octets");
		if (mask && r->words->fold && is_letter(octet))
			mask = 0xdf;
		unknown += mask == 0;
		r->out.octets[r->out.size + size] = octet & mask;
		r->out.mask[r->out.size + size] = mask;
		size++;
	}
	label.least = label.most = (uint8_t)size;
	if (unknown == size && r->out.tail != TAIL_PREFIX) {
		/* Only its length matters: "???" is "*{3-3}". All of these octets are zero. */
		label.any = true;
		label.at = 0;
	} else {
		r->out.size = (uint8_t)(r->out.size + size);
	}
	return add_label(r, place, label);
}

/* Decimal, at *at; false where there is none. Large ones stay large. */
static bool read_bound(const uint8_t *data, size_t *at, size_t end, unsigned *out)
{
	size_t begin = *at;

	*out = 0;
	for (; *at < end && data[*at] >= '0' && data[*at] <= '9'; (*at)++)
		if (*out < 100000)
			*out = *out * 10 + (unsigned)(data[*at] - '0');
	return *at > begin;
}

/* "*{m-n}", the whole label. */
static enum weir_status read_range(struct reading *r, size_t begin, size_t end)
{
	const uint8_t *data = r->text.data;
	size_t at = begin + 2;
	unsigned least, most;

	bool fine = read_bound(data, &at, end, &least) && at < end && data[at] == '-';
	at++;
	fine = fine && read_bound(data, &at, end, &most) && at + 1 == end && data[at] == '}';
	if (!fine)
		return refuse(
			r, begin, WEIR_E_FORM,
			"a label of some lengths is written `*{m-n}`, both in decimal, and is "
			"the whole label");
	if (least > most || least > WEIR_LABEL_SIZE_MAX || most == 0)
		return refuse(r, begin, WEIR_E_RANGE,
			      "no label has such a length: labels have 1 to 63 octets");
	if (!r->remark && (least == 0 || most > WEIR_LABEL_SIZE_MAX)) {
		r->remark = "labels have 1 to 63 octets: the range is cut to that";
		r->remark_at = r->column + (uint32_t)begin;
	}
	return add_label(
		r, begin,
		(struct name_label){
			.least = (uint8_t)(least == 0 ? 1 : least),
			.most = (uint8_t)(most > WEIR_LABEL_SIZE_MAX ? WEIR_LABEL_SIZE_MAX : most),
			.any = true });
}

static bool is_text(const uint8_t *data, size_t size, const char *text)
{
	return strlen(text) == size && memcmp(data, text, size) == 0;
}

static enum weir_status read_like_label(struct reading *r, size_t at, size_t end)
{
	const uint8_t *data = r->text.data + at;
	size_t size = end - at;
	bool last = end == r->text.size;
	bool tail = size >= 2 && is_text(data + size - 2, 2, "**") &&
		    (size == 2 || data[size - 3] != '\\');

	if (tail && !last)
		return refuse(r, end - 2, WEIR_E_FORM,
			      "`**` stands only at the end; a zone and all below it is "
			      "`within \"zone\"`");
	if (tail && size == 2) {
		r->out.tail = TAIL_MORE;
		r->wire += 2;
		if (r->wire > WEIR_NAME_SIZE_MAX)
			return refuse(r, at, WEIR_E_RANGE, "no name is longer than 255 octets");
		return WEIR_OK;
	}
	if (is_text(data, size, "*"))
		return add_label(r, at,
				 (struct name_label){
					 .least = 1, .most = WEIR_LABEL_SIZE_MAX, .any = true });
	if (size >= 2 && is_text(data, 2, "*{"))
		return read_range(r, at, end);
	if (tail) {
		r->out.tail = TAIL_PREFIX;
		end -= 2;
	}
	return read_plain(r, at, end);
}

static enum weir_status read_labels(struct reading *r)
{
	size_t at = 0;

	for (;;) { /* each turn takes a label and its dot */
		size_t end = label_end(r->text, at);
		enum weir_status status;

		if (end == at)
			return refuse(r, at, WEIR_E_FORM,
				      "an empty label: two dots in a row, or one at the beginning");
		if (r->words->style == PATTERN_LIKE)
			status = read_like_label(r, at, end);
		else
			status = read_plain(r, at, end);
		if (status != WEIR_OK || end == r->text.size)
			return status;
		at = end + 1;
		if (at == r->text.size)
			return refuse(r, end, WEIR_E_FORM, "an empty label: two dots at the end");
	}
}

enum weir_status pattern_read(const struct pattern_words *words, struct name_pattern *out,
			      const char **remark, uint32_t *remark_at, struct weir_error *err)
{
	struct reading r = {
		.words = words,
		.text = words->text,
		.column = words->column,
		.out = { .within = words->style == PATTERN_WITHIN, .tail = TAIL_ROOT },
		.wire = 1,
		.err = err,
	};
	enum weir_status status = WEIR_OK;

	trim(&r);
	if (r.text.size == 0)
		return refuse(&r, 0, WEIR_E_FORM, "an empty name; the root is written \".\"");
	/* Wireshark shows the root as <Root>. */
	if (!is_text(r.text.data, r.text.size, ".") &&
	    !(r.text.size == 6 && strncasecmp((const char *)r.text.data, "<Root>", 6) == 0))
		status = read_labels(&r);
	if (status != WEIR_OK)
		return status;
	*out = r.out;
	*remark = r.remark;
	*remark_at = r.remark_at;
	return WEIR_OK;
}

bool pattern_exact(const struct name_pattern *pattern)
{
	if (pattern->within || pattern->tail != TAIL_ROOT)
		return false;
	for (unsigned i = 0; i < pattern->label_count; i++)
		if (pattern->labels[i].any)
			return false;
	for (unsigned i = 0; i < pattern->size; i++)
		if (pattern->mask[i] == 0)
			return false;
	return true;
}

static void print_octet(uint8_t octet, uint8_t mask, bool like, struct weir_writer *out)
{
	char text[4];

	if (mask == 0) {
		weir_writer_char(out, '?');
		return;
	}
	/* Only letters that fold have this mask. */
	if (mask == 0xdf)
		octet |= 0x20;
	if (like && octet != 0 && strchr("*?%{}", octet))
		weir_writer_print(out, "\\%03u", octet);
	else
		weir_writer_put(out, text, escape_octet(octet, text));
}

static void print_label(const struct name_pattern *pattern, const struct name_label *label,
			bool like, struct weir_writer *out)
{
	if (label->any && label->least == 1 && label->most == WEIR_LABEL_SIZE_MAX)
		weir_writer_char(out, '*');
	else if (label->any)
		weir_writer_print(out, "*{%u-%u}", label->least, label->most);
	else
		for (unsigned i = 0; i < label->least; i++)
			print_octet(pattern->octets[label->at + i], pattern->mask[label->at + i],
				    like, out);
}

void pattern_print(const struct name_pattern *pattern, bool like, struct weir_writer *out)
{
	weir_writer_char(out, '"');
	for (unsigned i = 0; i < pattern->label_count; i++) {
		weir_writer_text(out, i > 0 ? "." : "");
		print_label(pattern, &pattern->labels[i], like, out);
	}
	if (pattern->tail == TAIL_MORE)
		weir_writer_text(out, pattern->label_count > 0 ? ".**" : "**");
	else if (pattern->tail == TAIL_PREFIX)
		weir_writer_text(out, "**");
	else if (pattern->label_count == 0)
		weir_writer_char(out, '.');
	weir_writer_char(out, '"');
}
