"""Members, tokens and invites, from the command line; a server that runs need not be stopped."""

import asyncio
from typing import Annotated, Any

from cyclopts import Parameter

from kukhnya import logs
from kukhnya.actions.approve_member import approve_member
from kukhnya.actions.command_line_app import command_line_app
from kukhnya.actions.create_account import Role, create_account
from kukhnya.actions.create_invite import create_invite, withdraw_setup_code
from kukhnya.actions.delete_account import delete_account
from kukhnya.actions.issue_token import issue_token
from kukhnya.actions.set_password import set_password
from kukhnya.actions.set_role import set_role
from kukhnya.actions.suspend_account import restore_account, suspend_account
from kukhnya.door.passwords import check_password, hashed
from kukhnya.door.scopes import SCOPES
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.ids import AccountId, iso
from kukhnya.model.viewer import NOBODY
from kukhnya.opening import open_database
from kukhnya.queries import members as members_of
from kukhnya.queries import server
from kukhnya.settings import Settings, load, local_url
from kukhnya.store.files import Files
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.worker import Worker

from .saying import Data, Json, PasswordStdin, asked_password, say, say_json, sure


def create(
    name: str,
    /,
    *,
    email: Annotated[str | None, Parameter(help="Address for sign-in; nobody else is shown it.")] = None,
    admin: Annotated[bool, Parameter(negative="", help="Let this account look after the server.")] = False,
    display_name: Annotated[str, Parameter(help="Name as others see it.")] = "",
    password_stdin: PasswordStdin = False,
    data: Data = None,
) -> None:
    """Make an account. Its profile is closed until its owner opens it.

    Args:
        name: Username: letters, digits and _, at most 30.
    """
    settings = load({"data": data})
    given = asked_password(from_stdin=password_stdin)
    check_password(given, name)

    async def making(tx: WriteTx, kept: str) -> None:
        if email and await members_of.signing_in(tx, email) is not None:
            raise refused("email", "ERR_TAKEN", "E-mail address has already been taken")
        role: Role = "admin" if admin else "member"
        await create_account(tx, name, kept, display_name=display_name, email=email or None, role=role)
        if admin:
            await withdraw_setup_code(tx)

    async def run() -> None:
        kept = await hashed(given)
        async with open_database(settings) as store:
            await store.write(NOBODY, lambda tx: making(tx, kept))

    if email is not None and ("@" not in email.strip("@") or any(letter.isspace() for letter in email)):
        raise refused("email", "ERR_INVALID", f"{email!r} is no e-mail address")
    asyncio.run(run())
    say(f"The account {name} is made")


def password(name: str, /, *, password_stdin: PasswordStdin = False, data: Data = None) -> None:
    """Set a new password. Every browser and app of this member is signed out.

    Args:
        name: Username.
    """
    settings = load({"data": data})
    given = asked_password(from_stdin=password_stdin)
    check_password(given, name)

    async def run() -> None:
        kept = await hashed(given)
        async with open_database(settings) as store:
            await store.write(NOBODY, lambda tx: _with(tx, name, lambda tx, who: set_password(tx, who, kept)))

    asyncio.run(run())


def suspend(
    name: str, /, *, undo: Annotated[bool, Parameter(negative="", help="End a suspension.")] = False, data: Data = None
) -> None:
    """Make an account and all it has posted unseen, and sign it out everywhere. Nothing is erased.

    Args:
        name: Username.
    """
    act = restore_account if undo else suspend_account

    async def run() -> None:
        async with open_database(load({"data": data})) as store:
            await store.write(NOBODY, lambda tx: _with(tx, name, act))

    asyncio.run(run())


def approve(name: str, /, *, data: Data = None) -> None:
    """Let somebody in who asked to become a member (KUKHNYA_REGISTRATION=approval).

    Args:
        name: Username.
    """

    async def run() -> None:
        async with open_database(load({"data": data})) as store:
            await store.write(NOBODY, lambda tx: _with(tx, name, approve_member))

    asyncio.run(run())


def role(name: str, role: Role, /, *, data: Data = None) -> None:
    """Say what a member may do: `member`, `moderator` (accounts and reports) or `admin` (everything).

    Args:
        name: Username.
        role: member, moderator or admin.
    """

    async def run() -> None:
        async with open_database(load({"data": data})) as store:
            await store.write(NOBODY, lambda tx: _with(tx, name, lambda tx, who: set_role(tx, who, role)))

    asyncio.run(run())


def delete(name: str, /, *, data: Data = None) -> None:
    """Erase an account with everything that is its own, at once. This cannot be undone.

    Args:
        name: Username. At a terminal you are asked to type it again.
    """
    settings = load({"data": data})
    if not sure(f"Everything that {name} has here will be erased. Type the name again: ", name):
        raise Refused("Nothing was erased")
    logs.set_up()

    async def run() -> None:
        async with open_database(settings) as store:
            await store.write(NOBODY, lambda tx: _with(tx, name, delete_account))
            await Worker(store, Files(settings.media_folder)).drain()  # its pictures are gone when this command is
            await store.scrub()

    asyncio.run(run())


def members(*, json: Json = False, data: Data = None) -> None:
    """List the members: name, role, state, the month they came, the week they were last here."""

    async def run() -> list[Any]:
        async with open_database(load({"data": data})) as store, store.read(NOBODY) as tx:
            return await members_of.everybody(tx)

    found = [_member(row) for row in asyncio.run(run())]
    if json:
        say_json(found)
        return
    for each in found:
        state = "suspended" if each["suspended"] else each["state"]
        say(f"{each['username']:30} {each['role']:10} {state:10} {each['created_month']} {each['active_week'] or '-'}")


def create_token(
    name: str,
    /,
    *,
    scopes: Annotated[str, Parameter(help="What the token opens.")] = "read write follow push",
    data: Data = None,
) -> None:
    """Make a token for an app or a script and print it, alone. It is kept as a hash and cannot be shown again.

    Args:
        name: Username.
    """
    asked = scopes.split()
    if not asked or any(scope not in SCOPES for scope in asked):
        raise Refused(
            f"--scopes is {scopes!r}; allowed: read, write, follow, push, profile, admin:read, admin:write, and finer ones such as read:statuses"
        )
    word = new_secret()

    async def issuing(tx: WriteTx, who: AccountId) -> None:
        await issue_token(tx, await command_line_app(tx), who, " ".join(asked), digest(word))

    async def run() -> None:
        async with open_database(load({"data": data})) as store:
            await store.write(NOBODY, lambda tx: _with(tx, name, issuing))

    asyncio.run(run())
    say(word)


def invite(
    *,
    uses: Annotated[int, Parameter(help="How many people may sign up with it.")] = 1,
    days: Annotated[int, Parameter(help="How many days it lasts.")] = 7,
    json: Json = False,
    data: Data = None,
) -> None:
    """Make a link with which people can sign up, and print it."""
    settings = load({"data": data})
    code = new_secret()

    async def run() -> str:
        async with open_database(settings) as store:
            await store.write(NOBODY, lambda tx: create_invite(tx, digest(code), uses=uses, days=days))
            async with store.read(NOBODY) as tx:
                return await public_address(tx, settings)

    link = f"{asyncio.run(run())}/invite/{code}"
    if json:
        say_json({"url": link, "uses": uses, "days": days})
    else:
        say(link)


async def public_address(tx: ReadTx, settings: Settings) -> str:
    """Where the server is to be found: as the settings say, else as it called itself when it last started."""
    if settings.url != local_url(settings.host, settings.port):
        return settings.base
    return (await server.value(tx, "url") or settings.url).rstrip("/")


async def _with(tx: WriteTx, name: str, act: Any) -> None:
    """Do `act` to the member of this name. Raises Refused where there is none."""
    try:
        row = await members_of.named(tx, name.removeprefix("@"))
    except NotFound as error:
        raise Refused(f"There is no member named {name!r}") from error
    await act(tx, AccountId(row["id"]))


def _member(row: Any) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "username": row["username"],
        "display_name": row["display_name"],
        "role": row["role"],
        "state": row["state"],
        "suspended": bool(row["suspended"]),
        "created_month": iso(row["created_month"])[:7],
        "active_week": None if row["active_week"] is None else iso(row["active_week"])[:10],
    }
