"""Every page there is, found as a person finds them: from the table of routes and by following links.

A route whose parameters nobody has filled in has to be reached by a link; one that is reached by nothing is told.
"""

import itertools
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import httpx
from msgspec import Struct, field

from kukhnya.door.login import COOKIE
from kukhnya.door.paths import Paths
from kukhnya.door.route import ROUTES, Route

from .town import Town

OF_EACH: Final = 2
"""How many pages of one route are looked at."""
WITH_QUERY: Final = {"/search": ["", "q=tea", "q=vera", "q=zzzz"], "/compose": ["", "reply={status_id}"],
              "/oauth/authorize": ["{consent}"]}  # fmt: skip
"""Pages that say more where they are asked something."""


class Found(Struct):
    """A page as it came: its address here, what answered, and what it holds."""

    path: str
    status: int
    kind: str
    text: str
    route: str
    links: list[str] = field(default_factory=list)
    linked_from: str = ""
    """The page that led here; empty for what only the table of routes has."""

    @property
    def whole(self) -> bool:
        """Is it a page that somebody can read in a browser?"""
        return self.kind == "text/html" and not 300 <= self.status < 400


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and said.get("href"):
            self.found.append(str(said["href"]))


def pages_of(routes: list[Route]) -> list[Route]:
    """The routes that show something to somebody with a browser."""
    return [each for each in routes if each.verb == "GET" and each.page and not each.streams]


def filled(town: Town, route: Route) -> list[str]:
    """Addresses of a route with what is known in the town; none where somebody would have to guess."""
    names = re.findall(r"{(\w+)}", route.path)
    if not all(name in town.known for name in names):
        return []
    rows = itertools.islice(itertools.product(*(town.known[name] for name in names)), 12)
    paths = [route.path.format(**dict(zip(names, row, strict=True))) for row in rows]
    queries = WITH_QUERY.get(route.path, [""])
    first = {name: values[0] for name, values in town.known.items() if values}
    return [f"{path}?{query.format(**first)}".rstrip("?") for path in paths for query in queries]


class Crawl:
    """A walk through the whole town by one person, or by nobody."""

    def __init__(self, town: Town, who: str = "") -> None:
        self.town = town
        self.paths = Paths(ROUTES)
        self.found: dict[str, Found] = {}
        self._many: Counter[tuple[str, tuple[str, ...], int]] = Counter()
        cookies = {COOKIE: town.words[who]} if who else {}
        self.client = httpx.Client(base_url=town.url, cookies=cookies, timeout=30)

    def walk(self) -> list[Found]:
        """Everything that can be reached, a few of each kind. Links come first, then what only the table knows."""
        left = [("/", ""), ("/home", ""), ("/menu", ""), ("/about", "")]
        known = [(path, "") for route in pages_of(ROUTES) for path in filled(self.town, route)]
        while left or known:
            path, from_ = left.pop(0) if left else known.pop(0)
            if path not in self.found and self._wanted(path):
                left += [(link, path) for link in self._visit(path, from_)]
        return list(self.found.values())

    def _route(self, path: str) -> Route | None:
        return self.paths.find(urlsplit(path).path, "GET")[0]

    def _kind(self, path: str, status: int) -> tuple[str, tuple[str, ...], int]:
        """Pages of one kind: the same route asked with the same words."""
        route = self._route(path)
        asked = tuple(sorted(re.findall(r"(\w+)=", urlsplit(path).query)))
        return (route.path if route else re.sub(r"\d+", "N", urlsplit(path).path), asked, status)

    def _wanted(self, path: str) -> bool:
        route = self._route(path)
        return (
            (route is None or (route.page and not route.streams))
            and self._many[self._kind(path, 200)] < OF_EACH
            and (self._many[self._kind(path, 404)] < 4 * OF_EACH)
        )

    def _visit(self, path: str, from_: str) -> list[str]:
        answer = self.client.get(path)
        route = self._route(path)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        made = Found(path, answer.status_code, kind, answer.text, route.path if route else "", linked_from=from_)
        self.found[path] = made
        self._many[self._kind(path, answer.status_code)] += 1
        if answer.is_redirect:
            made.links = [answer.headers["location"]]
        elif kind == "text/html":
            links = _Links()
            links.feed(answer.text)
            made.links = links.found
        return [near for link in made.links if (near := self._here(path, link))]

    def _here(self, path: str, link: str) -> str:
        """The path of a link on this server; the language is left as it is."""
        whole = urlsplit(urldefrag(urljoin(self.town.url + path, link))[0])
        if f"{whole.scheme}://{whole.netloc}" != self.town.url or "lang=" in whole.query:
            return ""
        return f"{whole.path}?{whole.query}".rstrip("?")


def missed(*walks: list[Found]) -> list[str]:
    """Routes of which nobody found a page."""
    seen = {each.route for walk in walks for each in walk if each.status in {200, 303}}
    return sorted(each.path for each in pages_of(ROUTES) if each.path not in seen)


def with_language(path: str, language: str) -> str:
    """The same page in a language."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'lang': language})}"
