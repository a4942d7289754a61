#!/bin/bash
# generated.sh - one verdict of every engine on every generated capture; TAP.
# SPDX-License-Identifier: BSD-2-Clause
#
# tests/differential/generated.sh WEIR_GENERATE DIFFERENTIAL_CAPTURES    with WEIR_RUNNER in front, if set
set -u
scratch=$(mktemp -d) || exit 4
trap 'rm -rf "$scratch"' EXIT
# shellcheck disable=SC2086
${WEIR_RUNNER:-} "$1" all -o "$scratch/captures" || exit 4
rm -f "$scratch"/captures/*.truth
# shellcheck disable=SC2086
DNSWEIR_SHARED=$scratch ${WEIR_RUNNER:-} "$2"
