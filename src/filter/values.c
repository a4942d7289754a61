/* values.c - numbers, times and octets as a rule writes them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/values.h"

enum { SECOND = 1000000000 };

static unsigned digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10 : 16;
}

/* All of it are digits of `base`. */
static enum weir_status read_digits(struct weir_slice text, unsigned base, uint64_t *out)
{
	uint64_t value = 0;
	bool large = false;

	if (text.size == 0)
		return WEIR_E_FORM;
	for (size_t i = 0; i < text.size; i++) {
		unsigned digit = digit_of(text.data[i]);

		if (digit >= base)
			return WEIR_E_FORM;
		large = large || value > (UINT64_MAX - digit) / base;
		value = large ? 0 : value * base + digit;
	}
	if (large)
		return WEIR_E_RANGE;
	*out = value;
	return WEIR_OK;
}

static struct weir_slice behind(struct weir_slice text, size_t skip)
{
	return (struct weir_slice){ text.data + skip, text.size - skip };
}

enum weir_status value_number(struct weir_slice text, uint64_t *out)
{
	if (text.size > 2 && text.data[0] == '0' && (text.data[1] | 0x20) == 'x')
		return read_digits(behind(text, 2), 16, out);
	if (text.size > 2 && text.data[0] == '0' && (text.data[1] | 0x20) == 'b')
		return read_digits(behind(text, 2), 2, out);
	if (text.size > 1 && text.data[0] == '0')
		return read_digits(behind(text, 1), 8, out);
	return read_digits(text, 10, out);
}

/* Up to nine decimals. */
static bool read_fraction(struct weir_slice text, uint64_t *out)
{
	uint64_t value = 0;

	if (text.size == 0 || text.size > 9)
		return false;
	for (size_t i = 0; i < 9; i++) {
		unsigned digit = i < text.size ? digit_of(text.data[i]) : 0;

		if (digit > 9)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

/* Seconds and their fraction, negative or not, as nanoseconds. */
static enum weir_status join_time(bool negative, uint64_t seconds, uint64_t fraction, int64_t *out)
{
	if (seconds > INT64_MAX / SECOND)
		return WEIR_E_RANGE;
	uint64_t size =
		seconds * SECOND + fraction; /* far from wrapping: below 2^63 and a second */
	if (size > (uint64_t)INT64_MAX + negative)
		return WEIR_E_RANGE;
	*out = (int64_t)(negative ? -size : size);
	return WEIR_OK;
}

static size_t find(struct weir_slice text, uint8_t c)
{
	size_t at = 0;

	while (at < text.size && text.data[at] != c)
		at++;
	return at;
}

/* `size` digits at `at`, between low and high, with `before` in front of them unless that is 0. */
static bool read_part(struct weir_slice text, size_t at, size_t size, char before, unsigned low,
		      unsigned high, unsigned *out)
{
	uint64_t value;

	if (text.size < at || text.size - at < size)
		return false;
	if (before && text.data[at - 1] != (uint8_t)before)
		return false;
	if (read_digits((struct weir_slice){ text.data + at, size }, 10, &value) != WEIR_OK ||
	    value < low || value > high)
		return false;
	*out = (unsigned)value;
	return true;
}

/* Days since 1970 of a day of the Gregorian calendar, year 1600 or later. */
static int64_t days_since_1970(unsigned year, unsigned month, unsigned day)
{
	/* Years begin in March here, so that a leap day is the last one. */
	unsigned y = month > 2 ? year : year - 1;
	unsigned m = month > 2 ? month - 3 : month + 9;

	return (int64_t)y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

static bool date_exists(unsigned year, unsigned month, unsigned day)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return day <= days[month - 1] + (leap && month == 2);
}

static enum weir_status read_date(struct weir_slice text, int64_t *out)
{
	unsigned year, month, day, hour = 0, minute = 0, second = 0;
	uint64_t fraction = 0;

	if (text.size > 10 && (text.data[text.size - 1] | 0x20) == 'z')
		text.size--;
	if (!read_part(text, 0, 4, 0, 1970, 2261, &year) ||
	    !read_part(text, 5, 2, '-', 1, 12, &month) ||
	    !read_part(text, 8, 2, '-', 1, 31, &day) || !date_exists(year, month, day))
		return WEIR_E_FORM;
	if (text.size > 10) {
		if (text.data[10] != ' ' && (text.data[10] | 0x20) != 't')
			return WEIR_E_FORM;
		if (!read_part(text, 11, 2, 0, 0, 23, &hour) ||
		    !read_part(text, 14, 2, ':', 0, 59, &minute))
			return WEIR_E_FORM;
		if (text.size > 16 && !read_part(text, 17, 2, ':', 0, 59, &second))
			return WEIR_E_FORM;
		if (text.size > 19 &&
		    (text.data[19] != '.' || !read_fraction(behind(text, 20), &fraction)))
			return WEIR_E_FORM;
	}
	int64_t seconds =
		days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	return join_time(false, (uint64_t)seconds, fraction, out);
}

enum weir_status value_time(struct weir_slice text, int64_t *out)
{
	bool negative = text.size > 0 && text.data[0] == '-';
	struct weir_slice number = negative ? behind(text, 1) : text;
	size_t point = find(number, '.');
	uint64_t seconds, fraction = 0;

	if (!negative && find(text, '-') == 4)
		return read_date(text, out);
	enum weir_status status =
		read_digits((struct weir_slice){ number.data, point }, 10, &seconds);
	if (status != WEIR_OK)
		return status;
	if (point < number.size && !read_fraction(behind(number, point + 1), &fraction))
		return WEIR_E_FORM;
	return join_time(negative, seconds, fraction, out);
}

void value_time_print(int64_t nanoseconds, struct weir_writer *out)
{
	uint64_t size = nanoseconds < 0 ? -(uint64_t)nanoseconds : (uint64_t)nanoseconds;
	uint64_t fraction = size % SECOND;

	weir_writer_text(out, nanoseconds < 0 ? "-" : "");
	weir_writer_u64(out, size / SECOND);
	if (fraction > 0)
		weir_writer_char(out, '.');
	/* Ends: nine digits hold all of it. */
	while (fraction > 0) {
		fraction *= 10;
		weir_writer_char(out, (char)('0' + fraction / SECOND));
		fraction %= SECOND;
	}
}

/* Pairs of digits, `group` of them between two separators; 0: no separator at all. */
static enum weir_status read_groups(struct weir_slice text, uint8_t separator, size_t group,
				    uint8_t *out, size_t capacity, size_t *size)
{
	size_t count = 0;
	size_t at = 0;

	while (at < text.size) { /* each turn takes an octet */
		if (separator && count > 0 && count % group == 0) {
			if (text.data[at] != separator)
				return WEIR_E_FORM;
			at++;
		}
		if (text.size - at < 2 || digit_of(text.data[at]) > 15 ||
		    digit_of(text.data[at + 1]) > 15)
			return WEIR_E_FORM;
		if (count == capacity)
			return WEIR_E_RANGE;
		out[count++] =
			(uint8_t)(digit_of(text.data[at]) << 4 | digit_of(text.data[at + 1]));
		at += 2;
	}
	if (count == 0 || (separator && count % group != 0))
		return WEIR_E_FORM;
	*size = count;
	return WEIR_OK;
}

enum weir_status value_octets(struct weir_slice text, uint8_t *out, size_t capacity, size_t *size)
{
	uint8_t third = text.size > 2 ? text.data[2] : 0;

	if (text.size > 2 && text.data[0] == '0' && (text.data[1] | 0x20) == 'x')
		return read_groups(behind(text, 2), 0, 1, out, capacity, size);
	if (third == ':' || third == '-' || third == '.')
		return read_groups(text, third, 1, out, capacity, size);
	if (text.size > 4 && (text.data[4] == '.' || text.data[4] == ':' || text.data[4] == '-'))
		return read_groups(text, text.data[4], 2, out, capacity, size);
	return read_groups(text, 0, 1, out, capacity, size);
}
