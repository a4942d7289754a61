#!/bin/bash
# layers.sh - the field table and the packet decoder agree on every generated capture; TAP.
# SPDX-License-Identifier: BSD-2-Clause
#
# tests/layers.sh WEIR_GENERATE PROGRAM    with WEIR_RUNNER in front of both, if set
set -u
scratch=$(mktemp -d) || exit 4
trap 'rm -rf "$scratch"' EXIT
# shellcheck disable=SC2086
${WEIR_RUNNER:-} "$1" all -o "$scratch/cases" || exit 4
rm -f "$scratch"/cases/*.truth
# shellcheck disable=SC2086
${WEIR_RUNNER:-} "$2" "$scratch/cases"
