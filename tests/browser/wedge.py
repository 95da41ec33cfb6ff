"""A keyboard wedge scanner: real key events, 5 ms apart, with the suffix that the device is set to."""

from __future__ import annotations

import datetime
import time
from typing import Any

from playwright.sync_api import Page

KEY_GAP_SECONDS = 0.005
STALL_SECONDS = 0.12
LATE_SECONDS = 0.6
SUFFIXES = {
    "enter": {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"},
    "tab": {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9},
}


GS = {"key": "]", "code": "BracketRight", "windowsVirtualKeyCode": 221, "modifiers": 2}


def keys_of(character: str) -> dict[str, Any]:
    return GS if character == "\x1d" else {"key": character, "text": character, "unmodifiedText": character}


class Wedge:
    """Types into whatever page is in front, as the operating system would."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cdp = page.context.new_cdp_session(page)

    def key(self, **event: Any) -> None:
        up = {name: value for name, value in event.items() if name not in {"text", "unmodifiedText"}}
        self.cdp.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
        self.cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **up})

    def scan(self, text: str, suffix: str = "enter", stall_after: int = -1) -> None:
        """One barcode. `suffix`: enter, tab or none. The events bear the scanner's own times: a test machine that is
        slow to hand them over must not look like a slow scanner. After `stall_after` keys the scanner itself pauses
        for STALL_SECONDS, and its next key is handed over later still.
        """
        moment = time.time()
        for position, character in enumerate(text):
            if position == stall_after:
                moment += STALL_SECONDS
                time.sleep(LATE_SECONDS)
            self.key(**keys_of(character), timestamp=moment)
            moment += KEY_GAP_SECONDS
            time.sleep(max(0.0, moment - time.time()))
        if suffix != "none":
            self.key(**SUFFIXES[suffix], timestamp=moment)

    def commit(self, text: str, *, enter: bool = True) -> None:
        """A device that hands its scan to the focused field as a whole: no key events but the Enter."""
        self.cdp.send("Input.insertText", {"text": text})
        if enter:
            self.key(**SUFFIXES["enter"])

    def compose(self, text: str) -> None:
        """What a Chinese input method makes of a scanner's keys."""
        for end in range(1, len(text) + 1):
            self.cdp.send(
                "Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229}
            )
            self.cdp.send("Input.imeSetComposition", {"text": text[:end], "selectionStart": end, "selectionEnd": end})
        self.cdp.send("Input.insertText", {"text": "拉"})


class HeldWedge(Wedge):
    """In front of a page whose clock stands still but for what is said here: timers and the keys' own times are exact
    however slow the machine is.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        page.clock.install()
        page.clock.pause_at(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1))

    def scan(self, text: str, suffix: str = "enter", gap: int = 5, quiet: int = 800) -> None:
        """One barcode, `gap` ms a key, and `quiet` ms of silence behind it."""
        for character in text:
            self.key(**keys_of(character))
            self.page.clock.run_for(gap)
        if suffix != "none":
            self.key(**SUFFIXES[suffix])
        self.page.clock.run_for(quiet)

    def press(self, *keys: str, pause: int = 100) -> None:
        """Keys of a hand, `pause` ms of silence after each."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.clock.run_for(pause)
