"""What is sealed is what the standards say, and can be opened by others."""

import json
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from kukhnya.push.sealing import Sealed, seal, seal_as_before, sound_auth, sound_key
from kukhnya.push.tag import Tag, new_key
from tests.push.service import App, Received, b64, unb64

UA_PUBLIC: Final = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AS_PRIVATE: Final = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SEALED: Final = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95b"
    "Qpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out_to_the_byte() -> None:
    key = ec.derive_private_key(int.from_bytes(unb64(AS_PRIVATE)), ec.SECP256R1())

    made = seal(
        b"When I grow up, I want to be a watermelon", UA_PUBLIC, "BTBZMqHH6r4Tts7J_aSIgg", key=key,
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
    )  # fmt: skip

    assert b64(made.body) == SEALED


@pytest.mark.parametrize("sealing", [seal, seal_as_before])
@pytest.mark.parametrize("length", [2, 100, 3700])
def test_another_implementation_opens_it(sealing: type, length: int) -> None:
    app = App()
    message = json.dumps({"a": "x" * length}).encode()

    made: Sealed = sealing(message, app.p256dh, b64(app.auth))

    headers = {**made.headers, "Crypto-Key": made.crypto_key}
    assert app.opened(Received(headers, made.body)) == json.loads(message)


def test_the_name_tag_is_signed_for_one_service_and_half_a_day() -> None:
    tag = Tag(new_key(), "mailto:cook@kitchen.test")

    word = tag.word("https://push.example", 1_000_000)

    claims = Received({"Authorization": f"vapid t={word},k={tag.public}"}, b"").claims(tag.public)
    assert claims == {"aud": "https://push.example", "exp": 1_043_200, "sub": "mailto:cook@kitchen.test"}
    assert tag.word("https://push.example", 1_003_599) == word
    assert tag.word("https://push.example", 1_003_600) != word
    assert tag.word("https://other.example", 1_000_000) != word


@pytest.mark.parametrize("text", ["", "x", "AAAA", UA_PUBLIC[:-4], UA_PUBLIC[:-2] + "xx", "ы" * 87])
def test_what_is_no_key_is_refused(text: str) -> None:
    assert not sound_key(text)
    assert not sound_auth(text)


def test_padding_and_the_other_alphabet_are_understood() -> None:
    assert sound_key(UA_PUBLIC + "=")
    assert sound_key(UA_PUBLIC.replace("-", "+").replace("_", "/"))
    assert sound_auth("BTBZMqHH6r4Tts7J/aSIgg==")
