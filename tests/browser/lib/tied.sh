#!/bin/sh
# Firefox, for as long as the process lives that started it (firefox.mjs).
exec setpriv --pdeathsig KILL "$LAKZEGEL_FIREFOX" "$@"
