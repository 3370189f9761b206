"""Parts of pages that are encoded once: each stands where a template printed it, as often as it did."""

import gc

import pytest
from jinja2 import Environment

from kukhnya.web.baked import Baked, written


def test_a_part_stands_where_it_was_printed_as_often_as_it_was() -> None:
    parts = [Baked("<b>Чай</b>"), Baked("<i>&amp;</i>")]
    template = Environment(autoescape=True).from_string(
        "{{ p[1] }} и {{ p[0] }}{% if p[2] %}!{% endif %}, {{ p[1] }} {{ '<' }}"
    )

    assert written(template.render(p=[*parts, Baked("")])) == "<i>&amp;</i> и <b>Чай</b>, <i>&amp;</i> &lt;".encode()


@pytest.mark.parametrize("words", ["", "\0", "\0 0\0", f"\0{'0' * 32} 0\0", "чай"])
def test_what_people_write_is_no_mark(words: str) -> None:
    kept = Baked("another's")

    assert written(f"<p>{words}</p>") == f"<p>{words}</p>".encode()
    assert kept


def test_a_part_that_nobody_keeps_is_in_memory_no_more() -> None:
    part = Baked("a secret")
    mark = part.__html__()
    del part
    gc.collect()

    with pytest.raises(KeyError):
        written(mark)
