#!/bin/sh
# Turns the JPEGs of a folder upside down by their coefficients, with two processes at a time.
set -eu
mkdir -p "$2"
cd "$1"
ls | xargs -P 2 -I FILE jpegtran -flip vertical -trim -copy none -outfile "$2/FILE" FILE
