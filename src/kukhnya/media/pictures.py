"""Derivatives of a picture: two sizes, a placeholder, and nothing that was hidden in the file.

What is kept is drawn anew from pixels, so no metadata can survive: no EXIF, XMP, IPTC, comments, thumbnails or
colour profiles (colours are converted to sRGB first). Sizes are checked before anything is unpacked.
"""

import io
import warnings
from collections.abc import Iterator
from typing import Any, Final

import blurhash
from msgspec import Struct
from PIL import Image, ImageCms, ImageOps, ImageSequence

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
"""What is read, by what the bytes are; names and declared types are not believed."""

LARGE: Final = 1920
SMALL: Final = 640
_HASH_SIZE: Final = (32, 24)
_HASH_COMPONENTS: Final = (4, 3)
_JPEG_QUALITY: Final = 84
_WEBP_QUALITY: Final = 82
_OPAQUE: Final = 255
_DEFAULT_FRAME_MS: Final = 100


class NotAPicture(ValueError):
    """The bytes are no picture that is read here. The message is a sentence."""


class TooLarge(ValueError):
    """The picture has too many bytes, pixels or frames. The message says which limit."""


class Limits(Struct, frozen=True):
    """What is read at most: bytes of the file, pixels of one frame, frames of an animation."""

    file_bytes: int = 16 * 1024 * 1024
    pixels: int = 40_000_000
    frames: int = 120


class Picture(Struct, frozen=True):
    """Derivatives as files of `media_type`; sizes in pixels; `colour` is the average as `#rrggbb`."""

    large: bytes
    small: bytes
    media_type: str
    extension: str
    width: int
    height: int
    small_width: int
    small_height: int
    blurhash: str
    colour: str


def derive(data: bytes, limits: Limits) -> Picture:
    """Derivatives of any picture. Raises NotAPicture or TooLarge."""
    with _opened(data, limits) as image:
        if getattr(image, "n_frames", 1) > 1:
            return _animated(image, limits)
        return _still(_plain(image))


def square(data: bytes, limits: Limits, side: int = 400) -> Picture:
    """The middle of a picture as a square, still, for a face. Raises as `derive` does."""
    return _cropped(data, limits, (side, side))


def banner(data: bytes, limits: Limits, size: tuple[int, int] = (1500, 500)) -> Picture:
    """The middle of a picture in the shape of a header, still. Raises as `derive` does."""
    return _cropped(data, limits, size)


def _cropped(data: bytes, limits: Limits, size: tuple[int, int]) -> Picture:
    with _opened(data, limits) as image:
        return _still(ImageOps.fit(_plain(image), size, Image.Resampling.LANCZOS))


def _opened(data: bytes, limits: Limits) -> Image.Image:
    """The picture, its header read and found within limits, not a pixel unpacked."""
    if len(data) > limits.file_bytes:
        raise TooLarge(f"A picture has at most {limits.file_bytes // 1024 // 1024} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise TooLarge(f"A picture has at most {limits.pixels // 1_000_000} million pixels") from error
    except Exception as error:  # Pillow's readers raise whatever a broken file makes them stumble over
        raise NotAPicture("This is not a picture we can read: JPEG, PNG, GIF or WebP") from error
    width, height = image.size
    if width * height > limits.pixels:
        raise TooLarge(f"A picture has at most {limits.pixels // 1_000_000} million pixels")
    return image


def _plain(image: Image.Image) -> Image.Image:
    """Upright, in sRGB, as RGB or RGBA. Raises NotAPicture where the pixels cannot be unpacked."""
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
        return _in_srgb(upright, image.info.get("icc_profile"))
    except Exception as error:  # as in `_opened`
        raise NotAPicture("This picture is damaged") from error


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = "RGBA" if image.mode == "RGBA" else "RGB"
            changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=target)
            image = changed or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile is as good as none
    return image.convert("RGBA" if transparent else "RGB")


def _still(image: Image.Image) -> Picture:
    large, small = _fitting(image, LARGE), _fitting(image, SMALL)
    kind, extension = ("webp", "webp") if _see_through(image) else ("jpeg", "jpg")
    return Picture(
        large=_file(large, kind),
        small=_file(small, kind),
        media_type=f"image/{kind}",
        extension=extension,
        width=large.width,
        height=large.height,
        small_width=small.width,
        small_height=small.height,
        blurhash=_blurhash(small),
        colour=_colour(small),
    )


def _animated(image: Image.Image, limits: Limits) -> Picture:
    frames_count = int(getattr(image, "n_frames", 1))
    if frames_count > limits.frames:
        raise TooLarge(f"An animation has at most {limits.frames} frames")
    if frames_count * image.width * image.height > limits.pixels * 4:
        raise TooLarge("This animation is too large")
    try:
        large, durations = _frames(image, LARGE)
        small, _ = _frames(image, SMALL)
    except Exception as error:  # as in `_opened`
        raise NotAPicture("This picture is damaged") from error
    return Picture(
        large=_moving(large, durations),
        small=_moving(small, durations),
        media_type="image/webp",
        extension="webp",
        width=large[0].width,
        height=large[0].height,
        small_width=small[0].width,
        small_height=small[0].height,
        blurhash=_blurhash(small[0]),
        colour=_colour(small[0]),
    )


def _frames(image: Image.Image, side: int) -> tuple[list[Image.Image], list[int]]:
    frames: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(image):
        frames.append(_fitting(frame.convert("RGBA"), side))
        durations.append(int(frame.info.get("duration") or _DEFAULT_FRAME_MS))
    return frames, durations


def _fitting(image: Image.Image, side: int) -> Image.Image:
    """At most `side` pixels long; never made larger. A copy without anything but pixels."""
    factor = min(1.0, side / max(image.size))
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    scaled = image.resize(size, Image.Resampling.LANCZOS) if size != image.size else image
    bare = Image.new(scaled.mode, scaled.size)
    bare.paste(scaled)
    return bare


def _see_through(image: Image.Image) -> bool:
    if image.mode != "RGBA":
        return False
    least: Any = image.getchannel("A").getextrema()[0]
    return bool(least < _OPAQUE)


def _file(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "jpeg":
        image.convert("RGB").save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    else:
        image.save(out, "WEBP", quality=_WEBP_QUALITY, method=4)
    return out.getvalue()


def _moving(frames: list[Image.Image], durations: list[int]) -> bytes:
    out = io.BytesIO()
    frames[0].save(
        out,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=0,
        quality=_WEBP_QUALITY,
        method=3,
    )
    return out.getvalue()


def _on_white(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    return image.resize(size, Image.Resampling.BOX)


def _blurhash(image: Image.Image) -> str:
    tiny = _on_white(image, _HASH_SIZE)
    return str(blurhash.encode(list(_rows(tiny)), *_HASH_COMPONENTS))


def _rows(image: Image.Image) -> Iterator[list[tuple[int, int, int]]]:
    pixels: Any = image.load()
    for y in range(image.height):
        yield [pixels[x, y] for x in range(image.width)]


def _colour(image: Image.Image) -> str:
    pixel: Any = _on_white(image, (1, 1)).getpixel((0, 0))
    return f"#{pixel[0]:02x}{pixel[1]:02x}{pixel[2]:02x}"
