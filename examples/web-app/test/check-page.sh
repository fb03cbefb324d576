#!/bin/sh
# The page must have every placeholder that the build fills in.
set -e
for placeholder in @SITE_NAME@ @VERSION@; do
  grep -q "$placeholder" src/index.html || { echo "src/index.html lost $placeholder"; exit 1; }
done
echo "the page has its placeholders"
