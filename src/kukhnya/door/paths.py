"""Which route a request means: a tree of path segments, made once from the table of routes.

A segment that is written out goes before one that is a parameter; a slash at the end means nothing. What is found for a path is
all its verbs, so that a wrong verb is told from a wrong path; but a page that is for staff alone is not given away so.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from .route import ROLES, Route

_PARAMETER: Final = "{"


class _Place:
    """One segment of a path: what comes after it, and the routes that end here by their verb."""

    __slots__ = ("after", "any", "routes")

    def __init__(self) -> None:
        self.after: dict[str, _Place] = {}
        self.any: _Place | None = None
        self.routes: dict[str, tuple[Route, tuple[str, ...]]] = {}


class Paths:
    """The routes of a server, found by path and verb."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Place()
        for route in routes:
            self._put(route)

    def _put(self, route: Route) -> None:
        place, names = self._root, []
        for segment in _segments(route.path):
            if segment.startswith(_PARAMETER):
                names.append(segment.strip("{}"))
                place.any = place.any or _Place()
                place = place.any
            else:
                place = place.after.setdefault(segment, _Place())
        place.routes[route.verb] = (route, tuple(names))

    def find(self, path: str, verb: str) -> tuple[Route | None, Mapping[str, str], frozenset[str]]:
        """The route, what stands for its parameters, and the verbs that the path has: none where there is no such path.

        HEAD is answered by what answers GET.
        """
        wanted = "GET" if verb == "HEAD" else verb
        verbs: set[str] = set()
        for place, values in _reached(self._root, _segments(path), ()):
            found = place.routes.get(wanted)
            if found is not None:
                return found[0], dict(zip(found[1], values, strict=True)), frozenset()
            verbs |= {verb for verb, (route, _) in place.routes.items() if not (route.page and route.who in ROLES)}
        return None, {}, frozenset(verbs)


def _segments(path: str) -> tuple[str, ...]:
    bare = path.strip("/")
    return tuple(bare.split("/")) if bare else ()


def _reached(place: _Place, left: tuple[str, ...], values: tuple[str, ...]) -> Iterator[tuple[_Place, tuple[str, ...]]]:
    """The places where a path may end, the most exact first, with the values of its parameters."""
    if not left:
        yield place, values
        return
    exact = place.after.get(left[0])
    if exact is not None:
        yield from _reached(exact, left[1:], values)
    if place.any is not None and left[0]:
        yield from _reached(place.any, left[1:], (*values, left[0]))
