"""Roles as apps know them."""

from typing import Any

from kukhnya.model.roles import ROLES, STAFF


def role(name: str | None, most_collections: int) -> dict[str, Any]:
    """A Role; the one of members has no name. All may keep as many collections."""
    facts = ROLES[name or "member"]
    return {
        "id": facts.id,
        "name": facts.name,
        "color": "",
        "permissions": str(facts.permissions),
        "highlighted": name in STAFF,
        "collection_limit": most_collections,
    }


def badges(name: str | None) -> list[dict[str, Any]]:
    """The roles that are shown on a profile: that its owner looks after the server."""
    if name not in STAFF:
        return []
    return [{"id": ROLES[name].id, "name": ROLES[name].name, "color": ""}]
