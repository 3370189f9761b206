"""A derivative is the picture and nothing else; what is no picture, or too large a one, is refused at once."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image, PngImagePlugin

from kukhnya.media import drawn
from kukhnya.media.pictures import Limits, NotAPicture, TooLarge, banner, derive, square

CANARY = b"kCANARYq7m2x"
SMALL = Limits(file_bytes=2_000_000, pixels=4_000_000, frames=20)


def a_picture(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Something with a left and a right."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    return image


def saved(image: Image.Image, kind: str, **more: object) -> bytes:
    """The file of a picture."""
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """Metadata with the canary in several places."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010E] = CANARY.decode()
    made[0x013B] = CANARY.decode()
    made[0x8298] = CANARY.decode()
    return made.tobytes()


def with_canaries() -> dict[str, bytes]:
    """Files of each kind with the canary wherever it fits."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY.decode())
    text.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    image = a_picture()
    return {
        "jpeg": saved(image, "JPEG", exif=exif(), comment=CANARY, icc_profile=CANARY * 20, xmp=CANARY),
        "png": saved(image, "PNG", pnginfo=text, exif=exif()),
        "webp": saved(image, "WEBP", exif=exif(), xmp=CANARY, icc_profile=CANARY * 20),
        "gif": saved(image, "GIF", comment=CANARY),
        "behind the end": saved(image, "JPEG") + CANARY,
    }


@pytest.mark.parametrize("kind", list(with_canaries()))
def test_nothing_that_was_hidden_in_a_file_is_in_its_derivatives(kind: str) -> None:
    data = with_canaries()[kind]
    assert CANARY in data

    made = derive(data, SMALL)

    assert CANARY not in made.large + made.small
    again = Image.open(io.BytesIO(made.large))
    assert not again.getexif()
    assert "icc_profile" not in again.info
    assert "comment" not in again.info


def test_a_picture_is_turned_upright() -> None:
    made = derive(saved(a_picture((80, 40)), "JPEG", exif=exif(orientation=6)), SMALL)

    assert (made.width, made.height) == (40, 80)


def test_large_pictures_are_made_smaller_and_small_ones_stay() -> None:
    large, small = (
        derive(saved(a_picture((2400, 1200)), "PNG"), SMALL),
        derive(saved(a_picture((50, 30)), "PNG"), SMALL),
    )

    assert (large.width, large.height, large.small_width) == (1920, 960, 640)
    assert (small.width, small.small_width) == (50, 50)


def test_faces_are_square_and_headers_wide() -> None:
    data = saved(a_picture((300, 100)), "PNG")

    assert (square(data, SMALL).width, square(data, SMALL).height) == (400, 400)
    assert (banner(data, SMALL).width, banner(data, SMALL).height) == (1500, 500)


def test_what_can_be_seen_through_stays_so() -> None:
    made = derive(saved(Image.new("RGBA", (20, 20), (255, 0, 0, 90)), "PNG"), SMALL)

    assert made.media_type == "image/webp"
    assert Image.open(io.BytesIO(made.large)).convert("RGBA").getpixel((5, 5))[3] < 200  # type: ignore[index]


def test_what_moves_goes_on_moving() -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "green", "blue")]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)

    made = derive(data, SMALL)

    assert getattr(Image.open(io.BytesIO(made.large)), "n_frames", 1) == 3


def _bomb(side: int) -> bytes:
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100_000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    many = [Image.new("L", (8, 8), shade) for shade in range(60)]
    began = time.process_time()

    for data in (
        _bomb(30_000),
        _bomb(3_000),
        saved(many[0], "GIF", save_all=True, append_images=many[1:]),
        b"\xff" * 2_000_001,
    ):
        with pytest.raises(TooLarge):
            derive(data, SMALL)

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "data",
    [
        b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"%PDF-1.7\n%", b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 0,0 '/etc/passwd'\n", b"<?xml version='1.0'?><image><read filename='/etc/passwd'/></image>",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"<html><body>hello", b'{"type": "Note"}', b"II*\0" + b"\0" * 40, b"BM" + b"\0" * 60,
    ],
)  # fmt: skip
def test_what_is_no_picture_of_four_kinds_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        derive(data, SMALL)


def test_a_damaged_picture_is_refused() -> None:
    data = saved(a_picture((400, 400)), "PNG")

    with pytest.raises(NotAPicture):
        derive(data[: len(data) // 2], SMALL)


@pytest.mark.parametrize("kind", drawn.SCENES)
def test_scenes_are_drawn_the_same_each_time(kind: str) -> None:
    assert drawn.scene("a", kind) == drawn.scene("a", kind)
    assert Image.open(io.BytesIO(drawn.scene("a", kind))).size == (1200, 840)


def test_faces_differ() -> None:
    assert len({drawn.avatar(str(number)) for number in range(20)}) > 15
