"""The steps from one version of the tables to the next, written once for SQLite and PostgreSQL.

Each file in `versions/` begins with its number; the largest number is the version this program speaks.
`python -m tests.migrations.make` writes new ones.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
VERSIONS: Final = tuple(sorted(file.name[:4] for file in (FOLDER / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")))
"""Every version there has been, the oldest first."""
HEAD: Final = VERSIONS[-1] if VERSIONS else ""
