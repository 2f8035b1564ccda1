#!/bin/sh
# Makes the modules of mistakes.mjs (all, or the named ones) and bundles each to build/NAME.mjs.
set -e
cd "$(dirname "$0")"
node make.mjs "$@"
if [ $# -eq 0 ]; then set -- $(node -e "import('./mistakes.mjs').then((m) => console.log([...m.MISTAKES, ...m.SPARES].map((one) => one.name).join(' ')))"); fi
files=""
for name in "$@"; do files="$files ./$name.ts"; done
../../node_modules/.bin/esbuild $files --bundle --platform=node --format=esm --outdir=build --out-extension:.js=.mjs --log-level=warning
