/* mine.c - the forms in which rows of passive DNS are printed.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/mine.h"

#include <dnsweir/name.h>
#include <dnsweir/rdata.h>
#include <dnsweir/rrtype.h>

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "present/timestamp.h"

enum { SECOND = 1000000000 };

enum weir_status mine_printer_open(struct mine_printer *printer, FILE *out, bool colour)
{
	*printer = (struct mine_printer){ .palette = palette_of(colour), .day = INT64_MIN };
	printer->cell = malloc(MINE_CELL_MAX);
	if (!printer->cell)
		return WEIR_E_MEMORY;
	return output_open(&printer->output, out);
}

enum weir_status mine_printer_close(struct mine_printer *printer)
{
	table_close(printer->table);
	enum weir_status status = printer->output.status;
	output_close(&printer->output);
	free(printer->cell);
	return status;
}

/* Sightings carry names that the miner made whole. */
static struct weir_name name_of(struct weir_slice octets)
{
	struct weir_name name;

	name.size = (uint8_t)octets.size;
	memcpy(name.octets, octets.data, octets.size);
	return name;
}

static void put_name(struct weir_writer *out, struct weir_slice octets)
{
	struct weir_name name = name_of(octets);

	weir_name_print(&name, out);
}

static int64_t seconds_of(int64_t time)
{
	/* Downwards also before 1970. */
	return time / SECOND - (time % SECOND < 0);
}

/* Text of a time; valid until the next call. */
static struct weir_slice time_text(struct mine_printer *printer, int64_t time)
{
	enum { DAY = 86400, DATE_END = sizeof("2023-11-14T") - 1 };
	int64_t second = seconds_of(time);
	int64_t day = second / DAY - (second % DAY < 0);
	unsigned rest = (unsigned)(second - day * DAY);
	const unsigned parts[3] = { rest / 3600, rest / 60 % 60, rest % 60 };
	struct weir_writer out;

	weir_writer_init(&out, printer->time, sizeof(printer->time));
	if (day != printer->day) {
		timestamp_iso(second * SECOND, 0, &out);
		printer->day = day;
		return (struct weir_slice){ out.data, out.size };
	}
	for (unsigned i = 0; i < 3; i++) {
		printer->time[DATE_END + 3 * i] = (char)('0' + parts[i] / 10);
		printer->time[DATE_END + 3 * i + 1] = (char)('0' + parts[i] % 10);
	}
	return (struct weir_slice){ (const uint8_t *)printer->time,
				    sizeof("2023-11-14T22:13:20Z") - 1 };
}

static void put_rdata(struct weir_writer *out, uint16_t type, struct weir_slice octets)
{
	const struct weir_rdata rdata = {
		.wire = octets, .size = (uint16_t)octets.size, .type = type, .rrclass = 1
	};

	/* Checked when it was mined; what fails now prints as \# n hex all the same. */
	(void)weir_rdata_print(&rdata, out, NULL);
}

/* What the way or the record ends in. */
static struct weir_slice end_of(const struct weir_sighting *row)
{
	struct weir_slice end = row->rdata;

	if (row->kind == WEIR_SIGHTING_CHAIN && !weir_chain_read(row, weir_chain_length(row), &end))
		end.size = 0;
	return end;
}

/* ` -> alias -> alias -> end` of a way; its name stands before it. */
static void put_ways(struct weir_writer *out, const struct weir_sighting *row)
{
	struct weir_slice hop;

	for (unsigned k = 0; k < weir_chain_length(row) && weir_chain_read(row, k, &hop); k++) {
		weir_writer_text(out, " -> ");
		put_name(out, hop);
	}
	weir_writer_text(out, " -> ");
	put_rdata(out, row->rrtype, end_of(row));
}

/* --- table --- */

static enum weir_status table_begin(struct mine_printer *printer, bool chains)
{
	const struct palette *p = printer->palette;
	const struct table_column columns[] = {
		{ "FIRST", false, p->dim }, { "LAST", false, p->dim },  { "COUNT", true, NULL },
		{ "NAME", false, p->name }, { "TYPE", false, p->type }, { "RDATA", false, p->data },
	};

	memcpy(printer->columns, columns, sizeof(columns));
	if (chains)
		printer->columns[3].title = "WAY";
	return table_open(printer->output.file, printer->columns, chains ? 4 : 6, p,
			  &printer->table);
}

static struct weir_slice written(const struct weir_writer *out)
{
	return (struct weir_slice){ out->data, out->size };
}

static void table_row(struct mine_printer *printer, const struct weir_sighting *row)
{
	struct weir_writer out;

	table_cell(printer->table, time_text(printer, row->time_first));
	table_cell(printer->table, time_text(printer, row->time_last));
	table_u64(printer->table, row->count);
	weir_writer_init(&out, printer->cell, MINE_CELL_MAX);
	put_name(&out, row->rrname);
	if (row->kind == WEIR_SIGHTING_CHAIN) {
		put_ways(&out, row);
		table_cell(printer->table, written(&out));
		return;
	}
	table_cell(printer->table, written(&out));
	out.size = 0;
	weir_type_print(row->rrtype, &out);
	table_cell(printer->table, written(&out));
	out.size = 0;
	if (row->kind == WEIR_SIGHTING_NXDOMAIN)
		weir_writer_text(&out, "NXDOMAIN");
	else
		put_rdata(&out, row->rrtype, row->rdata);
	table_cell(printer->table, written(&out));
}

const struct mine_form mine_table = { .name = "table", .begin = table_begin, .row = table_row };

/* --- COF: draft-dulaunoy-dnsop-passive-dns-cof --- */

static void json_rrtype(struct json *j, uint16_t type)
{
	/* A type without a mnemonic is a JSON number, not RFC 3597's TYPEnnn. */
	const char *mnemonic = weir_type_mnemonic(type);

	if (mnemonic)
		json_member_text(j, "rrtype", mnemonic);
	else
		json_member_u64(j, "rrtype", type);
}

static void json_members(struct json *j, const struct weir_sighting *row)
{
	struct weir_slice hop;

	json_key(j, "rrname");
	put_name(json_open_string(j), row->rrname);
	json_close_string(j);
	json_rrtype(j, row->rrtype);
	if (row->kind == WEIR_SIGHTING_CHAIN) {
		json_member_array(j, "chain");
		for (unsigned k = 0; k < weir_chain_length(row); k++) {
			if (!weir_chain_read(row, k, &hop))
				break;
			put_name(json_open_string(j), hop);
			json_close_string(j);
		}
		json_close_array(j);
	}
	json_member_array(j, "rdata");
	if (row->kind != WEIR_SIGHTING_NXDOMAIN) {
		put_rdata(json_open_string(j), row->rrtype, end_of(row));
		json_close_string(j);
	}
	json_close_array(j);
	if (row->kind == WEIR_SIGHTING_NXDOMAIN)
		json_member_text(j, "rcode", "NXDOMAIN");
	json_member_i64(j, "time_first", seconds_of(row->time_first));
	json_member_i64(j, "time_last", seconds_of(row->time_last));
	json_member_u64(j, "count", row->count);
}

static void json_row(struct mine_printer *printer, const struct weir_sighting *row)
{
	struct json j;

	do {
		json_init(&j, output_begin(&printer->output));
		json_open_object(&j);
		json_members(&j, row);
		json_close_object(&j);
		json_line_end(&j);
	} while (!output_end(&printer->output));
}

const struct mine_form mine_json = { .name = "json", .row = json_row };

/* --- CSV: RFC 4180; a spreadsheet must not take a name for a formula --- */

static bool is_formula(uint8_t c)
{
	return c == '=' || c == '+' || c == '-' || c == '@';
}

/* One field, quoted, quotes doubled. A name that begins like a formula has its first octet written as
 * \DDD, which means the same; RDATA has a blank put before it, which means nothing. */
static void csv_field(struct weir_writer *out, struct weir_slice text, bool is_name)
{
	size_t i = 0;

	weir_writer_char(out, '"');
	if (text.size > 0 && is_formula(text.data[0])) {
		if (is_name) {
			weir_writer_print(out, "\\%03u", text.data[0]);
			i = 1;
		} else {
			weir_writer_char(out, ' ');
		}
	}
	for (; i < text.size; i++) {
		if (text.data[i] == '"')
			weir_writer_char(out, '"');
		weir_writer_char(out, (char)text.data[i]);
	}
	weir_writer_char(out, '"');
}

/* The names that a way passes, a blank between them: no name has one that is not escaped. */
static void put_aliases(struct weir_writer *out, const struct weir_sighting *row)
{
	struct weir_slice hop;

	for (unsigned k = 0; k < weir_chain_length(row) && weir_chain_read(row, k, &hop); k++) {
		if (k > 0)
			weir_writer_char(out, ' ');
		put_name(out, hop);
	}
}

static enum weir_status csv_begin(struct mine_printer *printer, bool chains)
{
	const char *heading = chains ? "rrname,rrtype,chain,rdata,time_first,time_last,count\r\n"
				     : "rrname,rrtype,rdata,time_first,time_last,count\r\n";

	do
		weir_writer_text(output_begin(&printer->output), heading);
	while (!output_end(&printer->output));
	return WEIR_OK;
}

static void csv_line(struct mine_printer *printer, const struct weir_sighting *row,
		     struct weir_writer *out)
{
	struct weir_writer cell;

	weir_writer_init(&cell, printer->cell, MINE_CELL_MAX);
	put_name(&cell, row->rrname);
	csv_field(out, written(&cell), true);
	weir_writer_char(out, ',');
	weir_type_print(row->rrtype, out);
	weir_writer_char(out, ',');
	if (row->kind == WEIR_SIGHTING_CHAIN) {
		cell.size = 0;
		put_aliases(&cell, row);
		csv_field(out, written(&cell), true);
		weir_writer_char(out, ',');
	}
	cell.size = 0;
	if (row->kind == WEIR_SIGHTING_NXDOMAIN)
		weir_writer_text(&cell, "NXDOMAIN");
	else
		put_rdata(&cell, row->rrtype, end_of(row));
	csv_field(out, written(&cell), false);
	weir_writer_print(out, ",%lld,%lld,%llu\r\n", (long long)seconds_of(row->time_first),
			  (long long)seconds_of(row->time_last), (unsigned long long)row->count);
}

static void csv_row(struct mine_printer *printer, const struct weir_sighting *row)
{
	do
		csv_line(printer, row, output_begin(&printer->output));
	while (!output_end(&printer->output));
}

const struct mine_form mine_csv = { .name = "csv", .begin = csv_begin, .row = csv_row };

/* --- each answer as it comes --- */

static void each_text(struct mine_printer *printer, const struct weir_mined *mined,
		      struct weir_writer *out)
{
	const struct palette *p = printer->palette;
	const struct weir_sighting *row = mined->sighting;
	int64_t second = seconds_of(row->time_first);

	weir_writer_print(out, "%s%lld.%06lld%s ", p->dim, (long long)second,
			  (long long)(row->time_first - second * SECOND) / 1000, p->end);
	weir_address_print(mined->version, mined->client, out);
	weir_writer_char(out, ' ');
	weir_address_print(mined->version, mined->server, out);
	weir_writer_print(out, " %s", p->name);
	put_name(out, row->rrname);
	weir_writer_print(out, "%s %u ", p->end, mined->record->ttl);
	weir_type_print(row->rrtype, out);
	weir_writer_char(out, ' ');
	put_rdata(out, row->rrtype, row->rdata);
	weir_writer_char(out, '\n');
}

static void each_line(struct mine_printer *printer, const struct weir_mined *mined)
{
	do
		each_text(printer, mined, output_begin(&printer->output));
	while (!output_end(&printer->output));
}

const struct mine_form mine_each = { .name = "each", .each = each_line };

static void each_object(const struct weir_mined *mined, struct weir_writer *out)
{
	const struct weir_sighting *row = mined->sighting;
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_fixed(&j, "time", row->time_first, 9);
	json_member_u64(&j, "frame", mined->number);
	json_key(&j, "client");
	weir_address_print(mined->version, mined->client, json_open_string(&j));
	json_close_string(&j);
	json_key(&j, "server");
	weir_address_print(mined->version, mined->server, json_open_string(&j));
	json_close_string(&j);
	json_member_u64(&j, "ttl", mined->record->ttl);
	json_members(&j, row);
	json_close_object(&j);
	json_line_end(&j);
}

static void each_json(struct mine_printer *printer, const struct weir_mined *mined)
{
	do
		each_object(mined, output_begin(&printer->output));
	while (!output_end(&printer->output));
}

const struct mine_form mine_each_json = { .name = "each-json", .each = each_json };

/* `A request NAME \tresponse ADDRESS`: names as they came, without the last dot. */
static void classic_text(const struct weir_mined *mined, const struct weir_name *owner,
			 struct weir_writer *out)
{
	const struct weir_rdata rdata = weir_rdata_of(mined->message->wire, mined->record);

	weir_type_print(mined->record->type, out);
	weir_writer_text(out, " request ");
	weir_name_print(owner, out);
	out->size -= owner->size > 1;
	weir_writer_text(out, " \tresponse ");
	size_t from = out->size;
	(void)weir_rdata_print(&rdata, out, NULL);
	/* CNAME and PTR end in a name; an address never ends in a dot. */
	if (out->size - from > 1 && out->data[out->size - 1] == '.')
		out->size--;
	weir_writer_char(out, '\n');
}

static void classic_line(struct mine_printer *printer, const struct weir_mined *mined)
{
	struct weir_name owner;

	if (weir_name_expand(mined->message->wire, mined->record->owner_at, &owner, NULL) !=
	    WEIR_OK)
		return;
	do
		classic_text(mined, &owner, output_begin(&printer->output));
	while (!output_end(&printer->output));
}

const struct mine_form mine_classic = { .name = "classic", .each = classic_line };
