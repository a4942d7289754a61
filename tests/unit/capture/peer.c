/* peer.c - frame by frame beside libpcap; the accepted differences, each with its reason.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "peer.h"

#include <pcap/pcap.h>
#include <string.h>

/* Where libpcap gives up and we go on: words of its error, and why we do. */
static const struct {
	const char *error;
	const char *reason;
} accepted[] = {
	{ "different from the type of the first interface",
	  "a handle of libpcap has one link type; a frame of ours has its own" },
	{ "different from the snapshot length of the first interface",
	  "a handle of libpcap has one snap length" },
	{ "sections with different byte orders", "libpcap keeps one byte order a file" },
	{ "no Interface Description Blocks",
	  "a file without interfaces holds no frames: that is all" },
	{ "more than one if_tsresol option", "the last one counts" },
	{ "more than one if_tsoffset option", "the last one counts" },
	{ "invalid packet capture length", "a snap length that lies does not spoil the frame" },
	{ "unsupported pcapng savefile version", "we go on behind such a section" },
	{ "unknown pcapng savefile major version", "we go on behind such a section" },
	{ "has a section with a bad byte order magic",
	  "libpcap takes a mangled magic for an order" },
};

/* libpcap's DLT_ on Linux where it is not the LINKTYPE_. */
static uint16_t link_of_dlt(int dlt)
{
	switch (dlt) {
	case DLT_RAW:
	case 14:
		return 101;
	case DLT_ATM_RFC1483:
		return 100;
	case DLT_SLIP_BSDOS:
		return 102;
	case DLT_PPP_BSDOS:
		return 103;
	case DLT_ATM_CLIP:
		return 106;
	case DLT_PFSYNC:
		return 246;
	}
	return (uint16_t)dlt;
}

static bool same_time(const struct weir_frame *frame, const struct pcap_pkthdr *header)
{
	int64_t below = header->ts.tv_usec;

	/* libpcap holds seconds in 32 signed bits and fractions of a second in 32 or 31. */
	if (!frame->has_time || frame->time < 0 || frame->time / 1000000000 > INT32_MAX ||
	    below < 0 || below >= 1000000000)
		return true;
	/* An odd fraction of more than a second overflows there. */
	if (frame->time / 1000000000 != header->ts.tv_sec)
		return frame->time / 1000000000 - header->ts.tv_sec > 0 &&
		       frame->time / 1000000000 - header->ts.tv_sec <= 4295;
	return frame->time % 1000000000 == below;
}

static bool same_frame(pcap_t *pcap, const struct weir_frame *frame,
		       const struct pcap_pkthdr *header, const u_char *data)
{
	bpf_u_int32 snap = (bpf_u_int32)pcap_snapshot(pcap);
	bool short_there = frame->bytes.size > header->caplen && header->caplen == snap;
	bpf_u_int32 wire = header->len > header->caplen ? header->len : header->caplen;

	/* Frames above the snap length are shortened there and whole here. */
	if (frame->bytes.size != header->caplen && !short_there)
		return false;
	if (frame->wire_size != wire && !short_there)
		return false;
	return frame->link == link_of_dlt(pcap_datalink(pcap)) && same_time(frame, header) &&
	       memcmp(frame->bytes.data, data, header->caplen) == 0;
}

static const char *reason_for(const char *error)
{
	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++)
		if (strstr(error, accepted[i].error))
			return accepted[i].reason;
	return NULL;
}

/* Where we give up and libpcap goes on. */
static const char *reason_for_ours(enum weir_status end, const struct weir_error *err,
				   const struct weir_capture_info *info)
{
	if (info->sections_skipped > 0)
		return "libpcap looks at the minor version of the first section only";
	if (end == WEIR_E_FORM && err->offset == 0 && strstr(err->text, "octets at its start and"))
		return "libpcap does not look at the end of the first block";
	return NULL;
}

/* Both read to the end; are the verdicts the same? */
static void judge(struct peer_outcome *o, enum weir_status end, const struct weir_error *err,
		  const struct weir_capture_info *info, const char *error)
{
	bool there_whole = error[0] == 0;

	if (o->ours == o->theirs && there_whole == (end == WEIR_END))
		return;
	if (o->ours >= o->theirs && !there_whole)
		o->accepted = reason_for(error);
	if (!o->accepted)
		o->accepted = reason_for_ours(end, err, info);
	o->agree = o->accepted != NULL;
}

struct peer_outcome peer_compare(FILE *theirs, struct weir_capture *ours, enum weir_status status,
				 const struct weir_error *err)
{
	struct peer_outcome o = { .agree = true };
	struct weir_error last = *err;
	struct weir_capture_info info = { .format = NULL };
	struct weir_frame frame;
	struct pcap_pkthdr *header;
	const u_char *data;
	char error[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap =
		pcap_fopen_offline_with_tstamp_precision(theirs, PCAP_TSTAMP_PRECISION_NANO, error);
	bool more_there = pcap != NULL;

	if (!pcap)
		fclose(theirs);
	while (status == WEIR_OK && (status = weir_capture_next(ours, &frame, &last)) == WEIR_OK) {
		o.ours++;
		more_there = more_there && pcap_next_ex(pcap, &header, &data) == 1;
		o.theirs += more_there;
		o.agree = o.agree && (!more_there || same_frame(pcap, &frame, header, data));
	}
	if (more_there)
		while (pcap_next_ex(pcap, &header, &data) == 1)
			o.theirs++;
	if (pcap && pcap_geterr(pcap)[0])
		snprintf(error, sizeof(error), "%s", pcap_geterr(pcap));
	if (ours)
		weir_capture_info(ours, &info);
	if (o.agree)
		judge(&o, status, &last, &info, error);
	snprintf(o.text, sizeof(o.text), "%llu frames, %s; libpcap %llu, %s",
		 (unsigned long long)o.ours, status == WEIR_END ? "the end" : last.text,
		 (unsigned long long)o.theirs, error[0] ? error : "the end");
	if (pcap)
		pcap_close(pcap);
	weir_capture_close(ours);
	return o;
}
