#!/usr/bin/env python3
"""Makes the files under fixtures/. Run by hand after a change here; the tests only read the files.

Needs numpy, opencv-python, pycocotools and Pillow 12 (from 13 on, Pillow resizes some shapes rows
first). Everything is seeded: a second run writes the same bytes.
"""

import hashlib
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import PIL
from PIL import Image
from pycocotools import mask as coco

OUT = Path(__file__).parent / "fixtures"
WIDTH, HEIGHT = 13, 9


def picture():
    """The picture in every file: read_test.cpp has the same formula."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return np.stack([x * 19, y * 28, x * y * 2], axis=2).astype(np.uint8)


def alpha():
    """0 at the left, opaque at the right: colours must come through all the same."""
    return np.tile((np.arange(WIDTH) * 21).astype(np.uint8), (HEIGHT, 1))


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, chunks, colour=2, interlace=0):
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, interlace)
    body = chunk(b"IHDR", header) + b"".join(chunk(n, d) for n, d in chunks) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def interlaced_png(rgb):
    """Adam7, which none of the libraries here writes."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b""
    for x, y, dx, dy in passes:
        part = rgb[y::dy, x::dx]
        if part.size:
            rows += b"".join(b"\0" + row.tobytes() for row in part)
    return png(rgb.shape[1], rgb.shape[0], [(b"IDAT", zlib.compress(rows))], interlace=1)


def write_png_files(rgb, grey):
    image = Image.fromarray(rgb)
    image.save(OUT / "rgb.png")
    Image.fromarray(grey).save(OUT / "grey.png")
    Image.fromarray(np.dstack([grey, alpha()]), "LA").save(OUT / "grey_alpha.png")
    Image.fromarray(np.dstack([rgb, alpha()]), "RGBA").save(OUT / "rgba.png")
    palette = Image.fromarray(np.arange(WIDTH * HEIGHT, dtype=np.uint8).reshape(HEIGHT, WIDTH), "P")
    palette.putpalette(rgb.tobytes())
    palette.save(OUT / "palette.png", transparency=3)
    palette.save(OUT / "palette.bmp")
    Image.fromarray((grey > 99).astype(np.uint8) * 255).convert("1").save(OUT / "one_bit.png")
    wide = rgb.astype(np.uint16) * 257 + np.where(rgb < 255, 128, 0).astype(np.uint16)
    cv2.imwrite(str(OUT / "rgb16.png"), wide[..., ::-1])
    cv2.imwrite(str(OUT / "grey16.png"), wide[..., 0])
    (OUT / "interlaced.png").write_bytes(interlaced_png(rgb))
    # What a bomb looks like: a few bytes that say 20,000 x 20,000.
    rows = zlib.compress(bytes(1000))
    (OUT / "huge.png").write_bytes(png(20000, 20000, [(b"IDAT", rows)]))
    (OUT / "short_rows.png").write_bytes(png(WIDTH, HEIGHT, [(b"IDAT", zlib.compress(bytes(99)))]))
    # A colour profile that libpng warns about.
    bad_profile = (b"iCCP", b"odd\0\0" + zlib.compress(b"not a profile"))
    pixels = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rgb))
    (OUT / "odd_profile.png").write_bytes(png(WIDTH, HEIGHT, [bad_profile, (b"IDAT", pixels)]))


def write_jpeg_files(rgb, grey):
    image = Image.fromarray(rgb)
    image.save(OUT / "rgb.jpg", quality=90)
    image.save(OUT / "progressive.jpg", quality=90, progressive=True)
    Image.fromarray(grey).save(OUT / "grey.jpg", quality=90)
    image.convert("CMYK").save(OUT / "cmyk.jpg", quality=90)


def write_oriented(rgb):
    """Stored so that each is the picture once it has been turned upright. JPEG blurs: two flat halves
    of 16 pixels each stay exact enough."""
    turn_back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    corners = np.zeros((16, 24, 3), np.uint8)
    corners[:8, :8] = (250, 0, 0)
    corners[:8, 16:] = (0, 250, 0)
    corners[8:, :8] = (0, 0, 250)
    for orientation, turn in turn_back.items():
        stored = Image.fromarray(corners)
        stored = stored if turn is None else stored.transpose(turn)
        exif = Image.Exif()
        exif[274] = orientation
        stored.save(OUT / f"orientation_{orientation}.jpg", quality=95, subsampling=0, exif=exif)
        if orientation == 6:
            stored.save(OUT / "orientation_6.png", exif=exif)
            stored.save(OUT / "orientation_6.webp", lossless=True, exif=exif)
            stored.save(OUT / "orientation_6.tif", tiffinfo={274: orientation})


def write_tiff_files(rgb, grey):
    image = Image.fromarray(rgb)
    image.save(OUT / "rgb.tif")
    image.save(OUT / "lzw.tif", compression="tiff_lzw")
    image.save(OUT / "two_pages.tif", save_all=True, append_images=[Image.new("RGB", (5, 5))])
    Image.fromarray(np.dstack([rgb, alpha()]), "RGBA").save(OUT / "rgba.tif")
    image.save(OUT / "big.tif", big_tiff=True)
    wide = rgb.astype(np.uint16) * 257 + np.where(rgb < 255, 128, 0).astype(np.uint16)
    cv2.imwrite(str(OUT / "rgb16.tif"), wide[..., ::-1])
    Image.fromarray(wide[..., 0]).save(OUT / "grey16.tif")
    cv2.imwrite(str(OUT / "rgb_float.tif"), rgb[..., ::-1].astype(np.float32) / 255)
    odd = np.array([[np.nan, -1.0, 0.5, 7.0, np.inf, -np.inf]], np.float32)
    Image.fromarray(odd).save(OUT / "odd_floats.tif")
    Image.fromarray(rgb[..., 0].astype(np.int32)).save(OUT / "int32.tif")


def write_other_files(rgb, grey):
    image = Image.fromarray(rgb)
    image.save(OUT / "rgb.bmp")
    cv2.imwrite(str(OUT / "rgba.bmp"), np.dstack([rgb[..., ::-1], alpha()]))
    image.save(OUT / "lossless.webp", lossless=True)
    image.save(OUT / "lossy.webp", quality=90)
    image.save(OUT / "rgb.ppm")
    Image.fromarray(grey).save(OUT / "grey.pgm")
    Image.fromarray((grey > 99).astype(np.uint8) * 255).convert("1").save(OUT / "one_bit.pbm")
    numbers = "\n".join(" ".join(map(str, row.ravel())) for row in rgb)
    (OUT / "text.ppm").write_text(f"P3\n# made by hand\n{WIDTH} {HEIGHT}\n255\n{numbers}\n")
    cv2.imwrite(str(OUT / "rgb.pam"), rgb[..., ::-1])
    cv2.imwrite(str(OUT / "rgb.ras"), rgb[..., ::-1])
    cv2.imwrite(str(OUT / "rgb.pfm"), rgb[..., ::-1].astype(np.float32) / 255)
    cv2.imwrite(str(OUT / "rgb.hdr"), rgb[..., ::-1].astype(np.float32) / 255)
    image.save(OUT / "rgb.jp2")


def noise(width, height, seed):
    """The generator of pixel_noise.h."""
    state, values = seed, bytearray()
    for _ in range(width * height * 3):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state >> 24)
    return np.frombuffer(bytes(values), np.uint8).reshape(height, width, 3)


def write_pillow_table():
    assert int(PIL.__version__.split(".")[0]) <= 12, PIL.__version__
    filters = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}
    sizes = [
        (1, 1, 1, 1), (1, 1, 7, 5), (7, 5, 1, 1), (1, 50, 3, 20), (50, 1, 20, 3), (2, 2, 3, 3),
        (3, 3, 2, 2), (61, 37, 61, 37), (61, 37, 30, 18), (61, 37, 97, 59), (61, 37, 61, 100),
        (61, 37, 17, 37), (37, 61, 90, 20), (61, 37, 20, 90), (199, 133, 256, 256),
        (400, 300, 133, 100), (301, 7, 299, 8),
    ]
    lines = ["# width height seed to_width to_height filter sha256-of-rgb"]
    for seed, (width, height, to_width, to_height) in enumerate(sizes):
        image = Image.fromarray(noise(width, height, seed))
        if seed % 2:  # hard edges, so that bicubic and Lanczos overshoot
            image = image.point(lambda v: 255 if v > 127 else 0)
        for name, number in filters.items():
            resized = np.asarray(image.resize((to_width, to_height), number))
            digest = hashlib.sha256(resized.tobytes()).hexdigest()
            lines.append(f"{width} {height} {seed} {to_width} {to_height} {name} {digest}")
    (OUT / "pillow_resize.txt").write_text("\n".join(lines) + "\n")


def write_coco_table():
    lines = ["# width height seed threshold compressed-string counts..."]
    cases = [(1, 1, 0, 0), (1, 1, 0, 256), (5, 3, 1, 128), (3, 5, 2, 10), (64, 48, 3, 250),
             (33, 71, 4, 100), (200, 1, 5, 240), (1, 200, 6, 20), (300, 300, 7, 256), (300, 300, 8, 0)]
    for width, height, seed, threshold in cases:
        mask = (noise(width, height, seed)[..., 0] >= threshold).astype(np.uint8)
        rle = coco.encode(np.asfortranarray(mask))
        flat, counts, value = mask.ravel(order="F"), [], 0
        position = 0
        while position < flat.size:
            run = position
            while run < flat.size and flat[run] == value:
                run += 1
            counts.append(run - position)
            position, value = run, 1 - value
        assert coco.frPyObjects({"size": [height, width], "counts": counts}, height, width) == rle
        text = rle["counts"].decode()
        lines.append(" ".join([str(width), str(height), str(seed), str(threshold), text] + [str(c) for c in counts]))
    (OUT / "coco_rle.txt").write_text("\n".join(lines) + "\n")


def main():
    OUT.mkdir(exist_ok=True)
    rgb = picture()
    grey = rgb[..., 0]
    write_png_files(rgb, grey)
    write_jpeg_files(rgb, grey)
    write_oriented(rgb)
    write_tiff_files(rgb, grey)
    write_other_files(rgb, grey)
    write_pillow_table()
    write_coco_table()


if __name__ == "__main__":
    main()
