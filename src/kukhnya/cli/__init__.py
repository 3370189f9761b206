"""The command line: what whoever runs a server types.

Exit codes: 0 done, 1 not done (the sentence is on standard error), 2 a wrong setting or a command that makes no sense.
What a command is asked for goes to standard output, alone; everything else to standard error.
"""

import os
import sqlite3
import sys
from collections.abc import Sequence
from typing import Final

from cyclopts import App, CycloptsError

from kukhnya import __version__

app = App(
    name="kukhnya",
    help="A social network server that keeps its people safe.",
    version=__version__,
    help_format="plaintext",
)
account = App(name="account", help="Members: make, let in, give a new password, suspend, delete, list.")
token = App(name="token", help="Tokens for apps and scripts.")
invite = App(name="invite", help="Links with which people can sign up.")
rule = App(name="rule", help="What the server asks of its members.")
announcement = App(name="announcement", help="What the server tells its members.")
text = App(name="text", help="What the server says about itself at length.")
ledger = App(name="ledger", help="What authorities have asked of this server.")
warm = App(name="warm", help="Scores for the warm feed.")
law = App(name="law", help="Law packs: what the second look says.")
for group in (account, token, invite, rule, announcement, text, ledger, warm, law):
    app.command(group)

_COMMANDS: Final = (
    (app, "serve", "running:serve", "Start the server."),
    (app, "worker", "running:worker", "Do what follows from events, beside the servers."),
    (app, "demo", "running:demo", "Start a server with a small lively town in it."),
    (app, "migrate", "running:migrate", "Bring the tables of the database up to date."),
    (app, "doctor", "upkeep:doctor", "Look for what is wrong with this installation."),
    (app, "backup", "upkeep:backup", "Write database and pictures into one file."),
    (app, "restore", "upkeep:restore", "Check a backup and put it where there is nothing yet."),
    (app, "disclose", "disclosing:disclose", "Print every field that exists about a member."),
    (account, "create", "accounts:create", "Make an account."),
    (account, "password", "accounts:password", "Set a new password, and sign the member out everywhere."),
    (account, "suspend", "accounts:suspend", "Make an account unseen, or undo that."),
    (account, "approve", "accounts:approve", "Let somebody in who asked to become a member."),
    (account, "role", "accounts:role", "Say whether a member looks after the server."),
    (account, "delete", "accounts:delete", "Erase an account with everything that is its own."),
    (account, "list", "accounts:members", "List the members."),
    (token, "create", "accounts:create_token", "Make a token and print it, alone."),
    (rule, "add", "staff:rule_add", "Add a rule."),
    (rule, "list", "staff:rule_list", "List the rules."),
    (rule, "delete", "staff:rule_delete", "Take a rule away."),
    (text, "set", "staff:text", "Keep what the server says about itself, read from standard input."),
    (announcement, "publish", "staff:announce_publish", "Tell all members something."),
    (announcement, "list", "staff:announce_list", "List the announcements."),
    (announcement, "delete", "staff:announce_delete", "Take an announcement back."),
    (ledger, "add", "ledger:add", "Add an entry; it cannot be taken back."),
    (ledger, "canary", "ledger:canary", "State something as of today, read from standard input."),
    (ledger, "export", "ledger:export", "Print the ledger as it is published."),
    (ledger, "verify", "ledger:verify", "Look whether every entry is as it was written."),
    (warm, "run", "warm:run", "Score statuses for the warm feed now."),
    (law, "check", "law:check", "Look for what is wrong with a law pack."),
    (law, "explain", "law:explain", "Say what the packs say of a text."),
    (invite, "create", "accounts:invite", "Make a link with which people can sign up."),
)
"""Each command: its name, where it stands, and what the list of commands says of it. Loaded when it is called."""

for group, name, place, purpose in _COMMANDS:
    group.command(f"kukhnya.cli.{place}", name=name, help=purpose)


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command says; the answer is the exit code."""
    os.umask(0o077)  # whatever a command writes is for the one who runs the server
    try:
        code = app(
            sys.argv[1:] if words is None else list(words), exit_on_error=False, print_error=False,
            result_action="return_value",
        )  # fmt: skip
    except CycloptsError as error:
        return _complain(f"{error} (kukhnya --help tells more)", 2)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence, code = _said(error)
        if not sentence:
            raise
        return _complain(sentence, code)
    return code if isinstance(code, int) else 0


def _said(error: Exception) -> tuple[str, int]:
    """What went wrong, in a sentence, and the exit code; nothing for a fault of ours."""
    from kukhnya.model.errors import KukhnyaError  # noqa: PLC0415 - nothing of the house is loaded before it is needed
    from kukhnya.settings import WrongSetting  # noqa: PLC0415

    if isinstance(error, WrongSetting):
        return str(error), 2
    if isinstance(error, KukhnyaError):
        return error.sentence, 1
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {error.strerror or type(error).__name__}", 1
    if isinstance(error, sqlite3.Error):
        return f"The database does not work: {error}", 1
    if type(error).__module__.startswith("asyncpg"):  # not loaded where SQLite is used
        return f"The database does not work: {type(error).__name__}", 1
    return "", 1


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"kukhnya: {sentence}\n")
    return code
