"""Pages for people, without a script."""

from . import authorize as authorize
from . import checkup as checkup
from . import entry as entry
from . import front as front
from . import join as join
from . import known as known
from . import past as past
from . import pictures as pictures
from . import read as read
from . import timelines as timelines
