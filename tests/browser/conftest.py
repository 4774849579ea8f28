"""A browser that reads the built site. Every page of a test is watched: a complaint of the browser fails the test.

Fixtures: ``site`` (served), ``page`` (a fresh one), ``new_page`` (makes more, with other options), ``watch`` (its ``allow`` names what a
test brings about on purpose). A test that takes ``language``, ``screen`` or ``dark`` runs for both of it, one that takes more of them in
WAYS, and its page is made so:

    def test_the_map_shows_places(page, language, screen):
        page.goto(f"{language}/map.html")

Wait with `playwright.sync_api.expect`, `reading.settled` or `watched_pages.until`: the pages' security policy forbids
Page.wait_for_function. Each run builds the site once; with CIATLAS_BUILT=/path/to/dist the tests read that release instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from built_site import SITE, built
from playwright.sync_api import Browser, BrowserContext, Page
from site_server import Site, serving
from watched_pages import Watch, new_context

@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real atlas's site, served."""
    with serving(built(tmp_path_factory) / SITE) as site:
        yield site


# Of the ways in which a test of language, screen and darkness could be run, these two have all that differs.
WAYS = ({"language": "en", "screen": "desktop", "dark": False}, {"language": "he", "screen": "phone", "dark": True})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    def is_wanted(item: pytest.Item) -> bool:
        params = getattr(getattr(item, "callspec", None), "params", {})
        given = {name: params[name] for name in WAYS[0] if name in params}
        return len(given) < 2 or any(given.items() <= way.items() for way in WAYS)

    left = [item for item in items if not is_wanted(item)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if is_wanted(item)]


@pytest.fixture(params=["en", "he"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=["desktop", "phone"])
def screen(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def dark(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """What went wrong in the pages of this test; fails it at its end."""
    watch = Watch(site)
    yield watch
    if remaining := watch.remaining():
        pytest.fail("the browser complains:\n" + "\n".join(remaining), pytrace=False)


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Makes a page in a browser with nothing remembered; takes the options of watched_pages.new_context."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> Page:
        contexts.append(new_context(browser, watch, **options))  # type: ignore[arg-type]
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    """A fresh page, for the language, screen and darkness that the test takes."""
    options = {name: request.getfixturevalue(name) for name in ("language", "screen", "dark") if name in request.fixturenames}
    return new_page(**options)
