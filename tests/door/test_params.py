"""Parameters as apps write them."""

from kukhnya.door.params import nested


def test_a_list_is_a_list_however_often_its_brackets_are_written() -> None:
    for name in ("id[]", "id[][]"):
        assert nested([(name, "1"), (name, "2")]) == {"id": ["1", "2"]}
