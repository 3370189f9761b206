"""Who is asking."""

from msgspec import Struct

from .ids import ANYBODY, AccountId


class Viewer(Struct, frozen=True):
    """The account that asks, or nobody in particular.

    `keyring` will hold the keys that the viewer's token opens, once statuses are sealed at rest.
    """

    id: AccountId = ANYBODY
    keyring: None = None

    @property
    def known(self) -> bool:
        """Is somebody signed in?"""
        return self.id != ANYBODY


NOBODY = Viewer()
