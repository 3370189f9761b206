"""The OpenAPI document: every method there is, read off the table of routes, so that it cannot say anything else.

What an app sends may stand in the query, in a form or in JSON, on every path; the document shows the usual place. What comes back
is described as far as the handler's signature tells: a list, an object, or bytes of JSON.
"""

import inspect
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, get_args, get_origin

import msgspec

from kukhnya import __version__
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import ROUTES, Call, Route, Who, get
from kukhnya.door.scopes import SCOPES
from kukhnya.model.page import Page

_ERRORS: Final = {
    401: "No token was sent, or one that opens nothing.",
    403: "The token does not allow this.",
    404: "There is no such thing, or it is not for the caller.",
    409: "It cannot be taken as things stand: what is answered was not asked, or has been answered.",
    413: "The body is too large.",
    422: "Something that was sent makes no sense; `details` names the field.",
    429: "Too many requests; `Retry-After` says when to come again.",
    503: "The server cannot answer now; `Retry-After` says when to come again.",
}
_ERROR_SCHEMA: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "string"},
        "error_description": {"type": "string"},
        "details": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"error": {"type": "string"}, "description": {"type": "string"}},
                },
            },
        },
    },
}
_PAGE: Final = {
    "limit": {"type": "integer", "minimum": 1},
    "max_id": {"type": "string"},
    "since_id": {"type": "string"},
    "min_id": {"type": "string"},
    "offset": {"type": "integer", "minimum": 0},
}
_KINDS: Final = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")


@get("/api/openapi.json", who=Who.ANYONE)
async def openapi(call: Call) -> dict[str, Any]:
    """This document."""
    return _document(call.house.settings.base)


@cache
def _document(base: str) -> dict[str, Any]:
    routes = [route for route in ROUTES if not route.page and route.path.startswith(("/api/", "/oauth/", "/nodeinfo/"))]
    schemas, components = msgspec.json.schema_components(
        [route.form for route in routes if route.form is not None], ref_template="#/components/schemas/{name}"
    )
    forms = iter(schemas)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        form = next(forms) if route.form is not None else None
        paths.setdefault(route.path, {})[route.verb.lower()] = _operation(route, form, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kukhnya",
            "version": __version__,
            "description": "The client API of Mastodon and our own beside it. Ids are strings of digits.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": {**components, "Error": _ERROR_SCHEMA},
            "securitySchemes": {"token": _security(base)},
        },
    }


def _security(base: str) -> dict[str, Any]:
    scopes = dict.fromkeys(SCOPES, "")
    to_token = {"tokenUrl": f"{base}/oauth/token", "scopes": scopes}
    return {
        "type": "oauth2",
        "flows": {
            "authorizationCode": {**to_token, "authorizationUrl": f"{base}/oauth/authorize"},
            "clientCredentials": to_token,
        },
    }


def _operation(route: Route, form: Mapping[str, Any] | None, components: Mapping[str, Any]) -> dict[str, Any]:
    module = route.handler.__module__.rpartition(".")[2]
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    if _asks_for_page(route):
        parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in _PAGE.items()]
    described: dict[str, Any] = {
        "operationId": f"{module}_{route.handler.__name__}",
        "tags": [module],
        "summary": re.sub(r"\s+", " ", (route.handler.__doc__ or "").strip().partition("\n")[0]),
        "responses": _responses(route),
    }
    if form is not None and route.verb == "GET":
        known = {parameter["name"] for parameter in parameters}
        parameters += [one for one in _query(form, components) if one["name"] not in known]
    elif form is not None:
        described["requestBody"] = {"content": {kind: {"schema": form} for kind in _KINDS}}
    if parameters:
        described["parameters"] = parameters
    if route.who is not Who.ANYONE:
        described["security"] = [{"token": [route.scope] if route.scope else []}]
    elif route.scope:
        described["security"] = [{}, {"token": [route.scope]}]
    return described


def _asks_for_page(route: Route) -> bool:
    return any(p.annotation is Page for p in inspect.signature(route.handler, eval_str=True).parameters.values())


def _query(form: Mapping[str, Any], components: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields of a form as parameters of a query; a list is said with brackets, once for each of its items."""
    schema = components[str(form["$ref"]).rpartition("/")[2]]
    made = []
    for name, field in schema.get("properties", {}).items():
        lists = "array" in {field.get("type"), *(each.get("type") for each in field.get("anyOf", ()))}
        made.append({"name": f"{name}[]" if lists else name, "in": "query", "schema": field})
    return made


def _responses(route: Route) -> dict[str, Any]:
    codes: Sequence[int] = (
        *((401, 403) if route.who is not Who.ANYONE or route.scope else ()),
        *((404,) if "{" in route.path else ()),
        *((409,) if Answer in get_args(_said(route)) else ()),
        *((413,) if route.verb != "GET" else ()),
        422, 429, 503,
    )  # fmt: skip
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    answers: dict[str, Any] = {
        "200": {"description": "Done.", "content": {"application/json": {"schema": _shape(route)}}}
    }
    return answers | {str(code): {"description": _ERRORS[code], "content": error} for code in codes}


def _shape(route: Route) -> dict[str, Any]:
    """A list or an object, where the handler's signature says so."""
    said = _said(route)
    if said is Listed or get_origin(said) is list:
        return {"type": "array"}
    return {"type": "object"} if get_origin(said) is dict or said is None else {}


def _said(route: Route) -> Any:
    """What the handler says it answers."""
    return inspect.signature(route.handler, eval_str=True).return_annotation
