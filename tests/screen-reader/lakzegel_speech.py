"""Orca's voice, for the tests: instead of speaking it writes down what would be heard, a line of JSON for each piece.

Orca finds it through PYTHONPATH, because its settings name it as the speech server (session.sh). No sound, no speech-dispatcher. Each
line has the time and `op`: "ready" once, "say" with the text and the voice that it is said in (the settings give each voice its own
pitch; "system" is what Orca says of its own accord, a role for example), "key" for each key that reaches Orca, and "rest" when Orca has
been idle for a while after any of these. `rest` is how a test knows that nothing more is coming, however slow the machine is.
"""

import json
import os
import time

import pyatspi
from gi.repository import GLib
from orca import event_manager, orca, orca_state, speechserver

# What the settings call each voice, by its pitch.
VOICES = {5: "default", 2: "system", 6: "hyperlink", 7: "uppercase"}
# How often Orca is looked at, in milliseconds, and how many looks in a row must find it idle.
EVERY, LOOKS = 50, int(os.environ.get("LAKZEGEL_SPEECH_LOOKS", "8"))

# Orca throws away what it is told, or takes it out of its turn, when too much waits for it: then it does not say a new heading, or what has
# become of the letter. How far it falls behind is a matter of the machine. Here it is told everything, in its turn, however late.
for name in ("_inDeluge", "_inFlood"):
    setattr(event_manager.EventManager, name, lambda self: False)

# When Orca comes late, it still takes for what has the focus what was pressed, on a page that is gone: a link of a document that was left, or a button
# of a step that was left. What gets the focus next, on the new page, it then takes over without a word. Here it is said.
set_locus_of_focus = orca.setLocusOfFocus


def is_gone(thing):
    if not thing or not orca_state.activeScript:
        return False
    utilities = orca_state.activeScript.utilities
    if utilities.isZombie(thing):
        return True
    document = utilities.getDocumentForObject(thing)
    return document is not None and utilities.isDead(document)


def set_locus_of_focus_and_say_so(event, thing, notifyScript=True, force=False):
    # Of the first part of a thing that has several it says nothing here, and takes the whole of it up at once.
    focuses = event is not None and event.type.startswith("object:state-changed:focused") and event.source == thing
    if focuses and not notifyScript and is_gone(orca_state.locusOfFocus):
        # It has just forgotten where it was before, and would take the new thing itself for that, and not say what it is. It was on the page's main
        # part, if it was on this page at all.
        utilities = orca_state.activeScript.utilities
        document = utilities.getTopLevelDocumentForObject(thing)
        was_here = utilities.getTopLevelDocumentForObject(orca_state.locusOfFocus) == document
        main = pyatspi.findAncestor(thing, lambda above: above.getRole() == pyatspi.ROLE_LANDMARK) if was_here else None
        utilities._caretContexts[hash(document.parent)] = main or document, 0
        orca_state.locusOfFocus = None
        notifyScript = True
    set_locus_of_focus(event, thing, notifyScript, force)


orca.setLocusOfFocus = set_locus_of_focus_and_say_so

log = open(os.environ["LAKZEGEL_SPEECH"], "a", buffering=1, encoding="utf-8")


def write(op, **more):
    log.write(json.dumps({"t": round(time.time(), 3), "op": op, **more}, ensure_ascii=False) + "\n")


class Rest:
    """Counts how long nothing has happened."""

    idle = LOOKS

    @classmethod
    def begin(cls):
        GLib.timeout_add(EVERY, cls.look, priority=GLib.PRIORITY_LOW)

    @classmethod
    def disturb(cls):
        cls.idle = 0

    @classmethod
    def look(cls):
        if cls.idle < LOOKS and cls.nothing_is_waiting():
            cls.idle += 1
            if cls.idle == LOOKS:
                write("rest")
        return True

    @staticmethod
    def nothing_is_waiting():
        try:
            # The browser answers only after it has sent what it had to tell before.
            orca_state.locusOfFocus.getLocalizedRoleName()
        except Exception:  # Nothing has the focus, or it has just gone.
            pass
        return event_manager.getManager()._eventQueue.empty()


class SpeechServer(speechserver.SpeechServer):
    """What Orca asks of a speech server. What it sets (rate, pitch, punctuation) is of no consequence."""

    server = None

    @staticmethod
    def getFactoryName():
        return "Lakzegel"

    @staticmethod
    def getSpeechServers():
        return [SpeechServer.getSpeechServer()]

    @staticmethod
    def getSpeechServer(info=None):
        if SpeechServer.server is None:
            SpeechServer.server = SpeechServer()
            Rest.begin()
            write("ready")
        return SpeechServer.server

    @staticmethod
    def shutdownActiveServers():
        pass

    def getInfo(self):
        return ["lakzegel_speech", "lakzegel_speech"]

    def getVoiceFamilies(self):
        return []

    def speak(self, text=None, acss=None, interrupt=True):
        if text:
            Rest.disturb()
            write("say", text=str(text), voice=VOICES.get(int((acss or {}).get("average-pitch", 5)), "other"))

    def speakCharacter(self, character, acss=None):
        self.speak(character, acss)

    def speakKeyEvent(self, event, acss=None):
        Rest.disturb()
        write("key", text=event.getKeyName())

    def sayAll(self, utterances, progress):
        for context, acss in utterances:
            self.speak(context.utterance, acss)
            progress(context, speechserver.SayAllContext.COMPLETED)

    def isSpeaking(self):
        return False

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_, **__: None
