#!/bin/bash
# A desktop of its own for one browser and a real screen reader that listens to it: Orca, speaking into a file. Run by session.mjs as
#
#   session.sh FOLDER COMMAND...
#
# with COMMAND the browser. FOLDER is for everything that is written: `speech` (see lakzegel_speech.py), and what the programs complain of.
# It is started in a space of processes of its own (startAll in browser/lib/children.mjs): Orca will not start where another Orca runs or has
# just ended, and everything in it ends with it. Nothing of the user's own settings is read or written.
set -u
if [ "${1:-}" = --inside ]; then
  # On the session's own bus.
  shift
  folder=$1; shift
  /usr/libexec/at-spi-bus-launcher --launch-immediately --a11y=1 --screen-reader=1 > "$folder/bus.log" 2>&1 &
  address() { dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.a11y.Bus.GetAddress > /dev/null 2>&1; }
  until address; do sleep 0.1; done
  openbox > "$folder/window-manager.log" 2>&1 &
  until xdotool get_num_desktops > /dev/null 2>&1; do sleep 0.1; done
  PYTHONPATH=$here orca --user-prefs "$folder/orca" --disable braille > "$folder/orca.log" 2>&1 &
  until grep -q '"ready"' "$folder/speech" 2> /dev/null; do sleep 0.1; kill -0 $! 2> /dev/null || exit 1; done
  exec "$@" > "$folder/browser.log" 2>&1
fi

here=$(cd "$(dirname "$0")" && pwd)
folder=$1
mkdir -p "$folder"/{home,run,orca}
chmod 700 "$folder/run"
export here HOME=$folder/home XDG_RUNTIME_DIR=$folder/run LAKZEGEL_SPEECH=$folder/speech
# Orca's own words in English, whichever languages the machine knows.
export LANG=C.UTF-8 LC_ALL=C.UTF-8 LANGUAGE=
export GTK_MODULES='' GNOME_ACCESSIBILITY=1 MOZ_ENABLE_WAYLAND=0
unset NO_AT_BRIDGE WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
# A voice of its own for what Orca says of its own accord; and nothing read aloud that nobody asked for: that moves Orca's place.
general='"speechServerFactory": "lakzegel_speech", "speechServerInfo": ["lakzegel_speech", "lakzegel_speech"], "enableSpeech": true,
  "enableBraille": false, "enableBrailleMonitor": false, "enableSound": false, "sayAllOnLoad": false, "pageSummaryOnLoad": false, "voices": {
  "default": {"established": true, "average-pitch": 5}, "system": {"established": true, "average-pitch": 2},
  "hyperlink": {"established": true, "average-pitch": 6}, "uppercase": {"established": true, "average-pitch": 7}}'
cat > "$folder/orca/user-settings.conf" <<END
{"general": {$general}, "profiles": {"default": {$general, "profile": ["Default", "default"]}}, "pronunciations": {}, "keybindings": {},
 "startingProfile": ["Default", "default"]}
END
exec dbus-run-session -- bash "$0" --inside "$@" 2> "$folder/session.log"
