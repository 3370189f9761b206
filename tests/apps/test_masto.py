"""masto, the library of Elk and of many scripts in JavaScript: types as they are when it runs, and WebSocket."""

import subprocess
from pathlib import Path
from typing import Final

from tests.apps.kitchen import Kitchen
from tests.apps.strict import newcomers

_FOLDER: Final = Path(__file__).with_name("masto")


def test_a_script_with_masto_posts_reads_filters_and_hears(open_kitchen: Kitchen) -> None:
    vera, misha = newcomers(open_kitchen, "vera", "misha")
    assert (_FOLDER / "node_modules" / "masto").is_dir(), "masto is missing: scripts/test-machine.sh installs it"

    ran = subprocess.run(
        ["node", "story.mjs", open_kitchen.url, vera.access_token, misha.access_token],
        cwd=_FOLDER, capture_output=True, text=True, timeout=90,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.strip() == "all is so"
