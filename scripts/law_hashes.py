"""Hashes for a law pack, from a plain list that stays with whoever builds the pack.

    python scripts/law_hashes.py src/kukhnya/law/packs/ru.toml < list.txt
    python scripts/law_hashes.py --titles src/kukhnya/law/packs/ru.toml < titles.txt
    python scripts/law_hashes.py --names src/kukhnya/law/packs/ru.toml < names.txt

A line is a host (`listed.example`), a handle (`t.me/name`) or, with --titles, a title, or, with --names, the name of a person
in Russian, of which every case is hashed. What follows # is a remark. The hashes
go to standard output, sorted, so that their order says nothing, as a list for the pack's `hosts` or `titles`.
"""

import argparse
import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from pymorphy3 import MorphAnalyzer

from kukhnya.law import hashes
from kukhnya.text import lemmas, stems


def main() -> None:
    """Read the list, print its hashes."""
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("pack", type=Path, help="the pack, whose salt is used")
    said.add_argument("--titles", action="store_true", help="the lines are titles, not hosts and handles")
    said.add_argument("--names", action="store_true", help="the lines are names of people, in Russian")
    asked = said.parse_args()
    salt = tomllib.loads(asked.pack.read_text())["pack"]["salt"]
    lines = [line.partition("#")[0].strip() for line in sys.stdin]
    if asked.names:
        lines = [case for line in lines if line for case in _cases(line)]
    hashed = _title if asked.titles or asked.names else _place
    found = sorted({hashed(salt, line) for line in lines if line})
    print("[\n" + "".join(f'    "{each}",\n' for each in found) + "]")


def _place(salt: str, line: str) -> str:
    host, mark, handle = line.partition("/")
    return hashes.digest(salt, hashes.canonical(host) + (f"/{handle.strip('@/').casefold()}" if mark else ""))


def _title(salt: str, line: str) -> str:
    words = lemmas.words(line).folded
    return hashes.title(salt, [stems.stem(word) for word in words], words[0])


def _cases(name: str) -> list[str]:
    """A name in every case: stems alone do not bring together all of them."""
    language = MorphAnalyzer()
    read = [
        max(language.parse(word), key=lambda each: ("Name" in each.tag or "Surn" in each.tag, each.tag.case == "nomn"))
        for word in name.split()
    ]
    gender = next((each.tag.gender for each in read if each.tag.gender), "masc")
    cases = []
    for case in ("nomn", "gent", "datv", "accs", "ablt", "loct"):
        forms = [each.inflect({case, "sing", gender}) or each.inflect({case}) for each in read]
        cases.append(" ".join(form.word if form else each.word for form, each in zip(forms, read, strict=True)))
    return [name, *cases]


if __name__ == "__main__":
    main()
