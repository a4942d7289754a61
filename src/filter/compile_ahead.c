/* compile_ahead.c - how many octets a literal needs at least, seen from where a state stands.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/compile.h"

/* Where the next headers begin at least, from the state's base. */
struct ahead {
	uint32_t parts;            /* that lie here or ahead; what was passed needs nothing more */
	uint32_t net, net_present; /* IP, ARP */
	uint32_t extension, transport; /* fields of them */
	uint32_t transport_present;
	uint32_t dns, dns_present;
	uint32_t vlan, vlan_present;
};

static void ahead_of_link(const struct compiler *c, const struct state *s, struct ahead *a)
{
	bool tag = s->part == PART_VLAN;            /* the base is a VLAN header's */
	uint32_t skip = c->options->skip - s->base; /* of what is skipped, still to come */
	uint32_t net = tag ? 4 : c->origin - s->base;
	uint32_t type_end = tag ? 4 : c->options->target == WEIR_TARGET_SLL2 ? skip + 2 : net;

	a->net_present = type_end;
	a->net = net;
	/* In this header still, or in the next at the earliest. */
	a->vlan = s->stage == STAGE_VLAN ? 0 : a->net;
	a->vlan_present = type_end;
	a->extension = a->net + 40;
	a->transport = a->net + 20;
	a->transport_present = a->net + 7;
	a->dns = a->transport + 8;
	a->dns_present = a->transport + 6;
}

static void ahead_of_ip(uint32_t header, uint32_t type_end, struct ahead *a)
{
	a->extension = header;
	a->transport = header;
	a->transport_present = type_end;
	a->dns = header + 8;
	a->dns_present = header + 6;
}

static struct ahead ahead_of(const struct compiler *c, const struct state *s)
{
	struct ahead a = { .parts = PARTS_MESSAGE };

	switch ((enum stage)s->stage) {
	case STAGE_METADATA:
	case STAGE_FRAME:
	case STAGE_LINK:
	case STAGE_ETHERTYPE:
	case STAGE_VLAN:
		a.parts = PARTS_NET | BIT(PART_VLAN);
		if (s->part != PART_VLAN || s->stage == STAGE_METADATA)
			a.parts |= BIT(PART_LINK);
		ahead_of_link(c, s, &a);
		break;
	case STAGE_ARP:
		a.parts = BIT(PART_ARP);
		break;
	case STAGE_VERSION:
		a.parts = PARTS_NET;
		a.net_present = 1;
		ahead_of_ip(20, 7, &a);
		break;
	case STAGE_IP4:
	case STAGE_IP4_OFFSET:
	case STAGE_IP4_PROTOCOL:
		a.parts = BIT(PART_IP) | PARTS_TRANSPORT;
		ahead_of_ip(20, 10, &a);
		break;
	case STAGE_IP6:
	case STAGE_IP6_NEXT:
		a.parts = BIT(PART_IPV6) | PARTS_EXTENSION | PARTS_TRANSPORT;
		ahead_of_ip(40, 7, &a);
		break;
	case STAGE_EXTENSION:
		a.parts = PARTS_EXTENSION | PARTS_TRANSPORT;
		ahead_of_ip(8, 2, &a);
		a.extension = 0;
		break;
	case STAGE_EXTENSION_NEXT:
		a.parts = PARTS_EXTENSION | PARTS_TRANSPORT;
		ahead_of_ip(8, s->part == PART_FRAGMENT ? 4 : 2, &a);
		break;
	case STAGE_ICMP:
	case STAGE_UDP:
	case STAGE_UDP_TARGET:
	case STAGE_UDP_SOURCE:
	case STAGE_UDP_LENGTH:
		a.parts = PARTS_TRANSPORT;
		ahead_of_ip(0, 0, &a);
		break;
	case STAGE_TCP:
	case STAGE_TCP_TARGET:
	case STAGE_TCP_SOURCE:
	case STAGE_TCP_OFFSET:
		a.parts = PARTS_TRANSPORT;
		a.dns = 22;
		a.dns_present = 28;
		break;
	case STAGE_TCP_PREFIX:
	case STAGE_TCP_COUNT:
		a.parts = PARTS_DNS;
		a.dns = 8;
		a.dns_present = 14;
		break;
	case STAGE_CARRIED:
	case STAGE_DNS_COUNT:
	case STAGE_DNS:
		a.parts = PARTS_DNS;
		break;
	case STAGE_NAME:
	case STAGE_WALK:
	case STAGE_WALK_END:
	case STAGE_TYPE:
	case STAGE_OPT:
	case STAGE_OPT_FIELDS:
		break;
	}
	return a;
}

uint32_t literal_least(const struct compiler *c, const struct state *s, const struct literal *l)
{
	struct ahead a = ahead_of(c, s);
	bool place_only = !l->field;

	if (!(a.parts & BIT(l->part)))
		return 0;
	switch ((enum part)l->part) {
	case PART_LINK:
		return l->end;
	case PART_VLAN:
		if (!place_only && l->field->symbol == WEIR_FIELD_VLAN_ETYPE &&
		    s->part == PART_VLAN)
			return l->end;
		return place_only ? a.vlan_present : a.vlan + l->end;
	case PART_ARP:
	case PART_IP:
	case PART_IPV6:
		return place_only ? a.net_present : a.net + l->end;
	case PART_HOPOPTS:
	case PART_ROUTING:
	case PART_FRAGMENT:
	case PART_DSTOPTS:
		if (!place_only && l->field->symbol == WEIR_FIELD_IPV6_FRAG_OFFSET &&
		    s->stage == STAGE_EXTENSION_NEXT && s->next == 0)
			return l->end; /* of this header, still to be asked */
		return place_only ? a.transport_present : a.extension + l->end;
	case PART_UDP:
	case PART_TCP:
	case PART_ICMP:
	case PART_ICMPV6:
		return place_only ? a.transport_present : a.transport + l->end;
	case PART_DNS:
		if (place_only || l->field->reach == WEIR_REACH_DERIVED)
			return a.dns_present;
		/* In TCP the gate looks at QDCOUNT, too. */
		return a.dns + l->end > a.dns_present ? a.dns + l->end : a.dns_present;
	case PART_QUESTION:
		if (s->stage != STAGE_TYPE)
			return a.dns + 12 + l->end;
		/* The base is behind the name. */
		return l->end > 1 && !l->steps ? l->end - 1U : 0;
	case PART_OPT:
		if (s->stage >= STAGE_TYPE)
			return l->end - 1U;
		return s->stage >= STAGE_NAME ? l->end : a.dns + 12 + l->end;
	case PART_FRAME:
	case PART_ABSENT:
	case PART_UNKNOWN:
		break;
	}
	return 0;
}
