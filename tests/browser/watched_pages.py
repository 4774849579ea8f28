"""Pages in the browser whose every complaint is kept: what the console says, scripts that fail, requests that fail or leave the site."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Response
from site_server import Site

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1366, "height": 900}
SCREENS = {"phone": PHONE, "desktop": DESKTOP}
LOCALES = {"en": "en-GB", "he": "he-IL"}
# A request that ends because the reader goes on to another page, or because its answer is a download, has not failed.
_CUT = "net::ERR_ABORTED"


@dataclass
class Watch:
    """What went wrong in the pages of a test. allow: says of a complaint whether the test brings it about on purpose."""

    site: Site
    complaints: list[str] = field(default_factory=list)
    allow: Callable[[str], bool] = lambda _complaint: False

    def note(self, page: Page, complaint: str) -> None:
        self.complaints.append(f"{page.url.removeprefix(self.site.url)}: {complaint}")

    def remaining(self) -> list[str]:
        """The complaints that no test asked for."""
        return [complaint for complaint in self.complaints if not self.allow(complaint)]

    def follow(self, page: Page) -> Page:
        """Keeps what goes wrong in a page from now on."""

        def console(message: ConsoleMessage) -> None:
            if message.type == "error" or (message.type == "warning" and "content security policy" in message.text.lower()):
                where = message.location
                self.note(page, f"console {message.type}: {message.text} ({where.get('url', '')}:{where.get('lineNumber', '')})")

        def request(sent: Request) -> None:
            if not sent.url.startswith((self.site.origin + "/", "data:", f"blob:{self.site.origin}/")):
                self.note(page, f"request to another origin: {sent.url}")

        def failed(sent: Request) -> None:
            if sent.failure != _CUT:
                self.note(page, f"request failed: {sent.url}: {sent.failure}")

        def response(answer: Response) -> None:
            if answer.status >= 400:
                self.note(page, f"answer {answer.status}: {answer.url}")

        def dialog(shown: Dialog) -> None:
            self.note(page, f"dialog: {shown.message}")
            shown.dismiss()

        page.on("console", console)
        page.on("pageerror", lambda error: self.note(page, f"script failed: {error.message}\n{error.stack or ''}"))
        page.on("request", request)
        page.on("requestfailed", failed)
        page.on("response", response)
        page.on("dialog", dialog)
        return page


def new_context(
    browser: Browser, watch: Watch, language: str = "en", screen: str = "desktop", dark: bool = False, motion: bool = False, **options: object
) -> BrowserContext:
    """A reader's browser with nothing remembered, whose pages are followed; ``page.goto("en/map.html")`` is below the site's root.

    language: the reader's. screen: ``phone`` or ``desktop``. dark: whether the system asks for dark. motion: whether the reader
    wants things to move. options: further ones of Browser.new_context, such as ``java_script_enabled=False``.
    """
    context = browser.new_context(
        base_url=watch.site.url,
        locale=LOCALES[language],
        viewport=SCREENS[screen],
        has_touch=screen == "phone",
        color_scheme="dark" if dark else "light",
        reduced_motion="no-preference" if motion else "reduce",
        timezone_id="Asia/Jerusalem",
        **options,  # type: ignore[arg-type]
    )
    context.set_default_timeout(15_000)
    context.on("page", watch.follow)
    return context


def until(page: Page, expression: str, seconds: float = 10) -> object:
    """Waits until a script's expression is true in the page, and gives its value. Raises AssertionError when it does not become so.

    Page.wait_for_function would, but the pages' security policy forbids its way of doing it.
    """
    end = time.monotonic() + seconds
    while not (value := page.evaluate(expression)):
        assert time.monotonic() < end, f"not true within {seconds:g} s: {expression}"
        page.wait_for_timeout(50)
    return value
