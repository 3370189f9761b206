"""Every method of Mastodon.py is used in a story beside this file, or is named here with the reason why not."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mastodon import Mastodon

_REPORTS: Final = "annual reports do not exist here"
_REFRESH: Final = "nothing is fetched behind an answer here"
_ADDRESSES: Final = "no address of a client is kept, so there is nothing to block"
_APPROVAL: Final = "the stories' server lets everybody in; tests/api/test_admin_accounts.py has one that asks"
LEFT_OUT: Final = {
    "annual_report": _REPORTS,
    "annual_report_generate": _REPORTS,
    "annual_report_read": _REPORTS,
    "annual_report_state": _REPORTS,
    "annual_reports": _REPORTS,
    "await_async_refresh": _REFRESH,
    "get_async_refresh_info": _REFRESH,
    "get_async_refresh_status": _REFRESH,
    "admin_create_ip_block": _ADDRESSES,
    "admin_delete_ip_block": _ADDRESSES,
    "admin_ip_block": _ADDRESSES,
    "admin_update_ip_block": _ADDRESSES,
    "admin_account_approve": _APPROVAL,
    "admin_account_reject": _APPROVAL,
    "email_resend_confirmation": "nobody's address waits for a confirmation here",
    "get_status_length": "asks no server",
    "instance_health": "looks for the words of old servers; ours are as documented",
    "instance_languages": "not served: languages are in the description of the server",
    "oauth_userinfo": "the library asks over https only; tests/api/test_oauth.py asks it",
    "reports": "removed from Mastodon",
    "search_v1": "removed from Mastodon",
    "status_translate": "the stories' server has no engine: refused, as documented",
    "stream_open_websocket": "needs a package more; masto speaks WebSocket here, in test_masto.py",
}


class _Calls(ast.NodeVisitor):
    """Names of methods that are called, outside of what must be refused."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_With(self, node: ast.With) -> None:
        """Leave out what is expected to fail."""
        if "raises" not in ast.unparse(node.items[0]):
            self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note a method, called here or handed on to be called."""
        self.names.add(node.attr)
        self.generic_visit(node)


def _public() -> Iterator[str]:
    for name, _ in inspect.getmembers(Mastodon, callable):
        if not name.startswith("_"):
            yield name


def test_every_method_of_the_library_has_a_story_or_a_reason() -> None:
    calls = _Calls()
    for path in [*Path(__file__).parent.glob("test_mastodon_py_*.py"), Path(__file__).with_name("strict.py")]:
        calls.visit(ast.parse(path.read_text()))
    whole = set(_public())

    assert sorted(whole - calls.names - LEFT_OUT.keys()) == []
    assert sorted(LEFT_OUT.keys() - whole) == []
    assert sorted(LEFT_OUT.keys() & calls.names) == []
