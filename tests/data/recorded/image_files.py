"""Image files of every kind that graft decodes, drawn at random: `make(kind, rng)` gives the bytes of one, some of them damaged.

Writers of our own where Pillow writes no such file; the rest is Pillow's.
"""
import io
import struct
import zlib

import numpy
from PIL import Image


def noise(rng, *shape):
    if rng.random() < 0.5:  # something that compresses
        return (numpy.indices(shape).sum(0) * rng.randrange(1, 9) // rng.randrange(1, 5) % 256).astype(numpy.uint8)
    return numpy.frombuffer(rng.randbytes(int(numpy.prod(shape))), numpy.uint8).reshape(shape)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def size_of(rng):
    return rng.choice([1, 2, 3, 5, 7, 8, 9, 16, 17, 31, 33, rng.randrange(1, 70)]), rng.choice([1, 2, 3, 5, 8, 13, rng.randrange(1, 50)])


def photo(rng, mode="RGB"):
    w, h = size_of(rng)
    y, x = numpy.mgrid[0:h, 0:w]
    a, b = rng.randrange(2, 9), rng.randrange(2, 9)
    planes = [128 + 120 * numpy.sin(x / a + y / b), 128 + 100 * numpy.cos(x / b), 255 * ((x // a + y // b) % 2)]
    image = Image.fromarray((numpy.stack(planes, -1) + numpy.random.RandomState(a).randint(0, 9, (h, w, 3))).clip(0, 255).astype(numpy.uint8))
    if mode == "RGBA":
        image.putalpha(Image.fromarray(noise(rng, h, w)))
        return image
    return image.convert(mode)


def pack(values, bits):
    """Rows of values of 1, 2, 4 or 8 bits as bytes, the first value in the upper bits."""
    if bits == 8:
        return [bytes(row) for row in values.astype(numpy.uint8)]
    planes = numpy.unpackbits(values.astype(numpy.uint8)[..., None], axis=-1)[..., 8 - bits:]
    return [numpy.packbits(row.reshape(-1)).tobytes() for row in planes]


# ------------------------------------------------------------------------------------------------------------------- PNG
def chunk(kind, data, crc=None):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) if crc is None else crc)


def png_filter(rows, pixel, rng):
    above, out = bytes(len(rows[0]) if rows else 0), bytearray()
    for row in rows:
        kind = rng.randrange(5)
        out.append(kind)
        for i, value in enumerate(row):
            a = row[i - pixel] if i >= pixel else 0
            b = above[i]
            c = above[i - pixel] if i >= pixel else 0
            p = a + b - c
            near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            out.append((value - (0, a, b, (a + b) // 2, near)[kind]) & 255)
        above = row
    return bytes(out)


def png(rng, damaged=True):
    w, h = size_of(rng)
    colour, bits = rng.choice([(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16),
                               (6, 8), (6, 16)])
    values = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    interlaced = rng.random() < 0.4
    if bits == 16:
        low = rng.random() < 0.3
        pixels = noise(rng, h, w, values, 2).copy()
        if low:
            pixels[..., 0] = 0
        pixels = pixels.reshape(h, w, values * 2)
    else:
        pixels = noise(rng, h, w, values) >> (8 - bits)
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]
    stream = b""
    pixel = max(1, values * bits // 8)
    for left, top, step, row_step in passes:
        part = pixels[top::row_step, left::step]
        if part.size:
            rows = pack(part.reshape(part.shape[0], -1), min(bits, 8))
            stream += png_filter(rows, pixel, rng)
    trouble = rng.random() if damaged else 1
    if trouble < 0.06:
        stream = stream[:rng.randrange(len(stream) + 1)]
    elif trouble < 0.1:
        row = len(stream) // h if not interlaced else 0
        stream = stream[:row * rng.randrange(h + 1)]
    elif trouble < 0.13:
        stream += rng.randbytes(rng.randrange(1, 400))
    data = zlib.compress(stream, rng.choice([0, 1, 6, 9]))
    if 0.13 < trouble < 0.16:
        data = data[:-4] + b"\1\2\3\4"
    if 0.16 < trouble < 0.18:
        data = data[:-rng.randrange(1, 9)]
    if 0.18 < trouble < 0.2:
        data += rng.randbytes(rng.randrange(1, 90))
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, bits, colour, 0, 0, interlaced))
    if rng.random() < 0.3:
        out += chunk(b"gAMA", struct.pack(">I", 45455), crc=7 if rng.random() < 0.1 else None)
    if colour == 3 and rng.random() < 0.95:
        out += chunk(b"PLTE", rng.randbytes(3 * rng.choice([0, 1, 2, 3, 16, 200, 255, 256, 256, 256])) + (b"x" if rng.random() < 0.05 else b""))
    if rng.random() < 0.3 and colour in (0, 2, 3):
        out += chunk(b"tRNS", {0: b"\0\1", 2: b"\0\1\0\2\0\3", 3: rng.choice([b"\0", b"\xff\0\xff", b"\1\2\3"])}[colour])
    if rng.random() < 0.2:
        out += chunk(b"tEXt", b"key\0value")
    if rng.random() < 0.4 and len(data) > 3:
        at = sorted(rng.randrange(len(data)) for _ in range(rng.randrange(1, 4)))
        for a, b in zip([0, *at], [*at, len(data)]):
            out += chunk(b"IDAT", data[a:b], crc=1 if rng.random() < 0.1 else None)
    else:
        out += chunk(b"IDAT", data, crc=1 if rng.random() < 0.05 else None)
    if rng.random() < 0.2:
        out += chunk(b"tEXt", b"key\0value", crc=3 if rng.random() < 0.5 else None)
    if rng.random() < 0.9:
        out += chunk(b"IEND", b"")
    return out


# ------------------------------------------------------------------------------------------------------------------- GIF
def lzw(indices, bits, rng):
    """The codes of LZW; clear codes come when the table is full, sometimes later or earlier."""
    clear, out, buffer, count = 1 << bits, bytearray(), 0, 0
    size = bits + 1

    def put(code):
        nonlocal buffer, count
        buffer |= code << count
        count += size
        while count >= 8:
            out.append(buffer & 255)
            buffer >>= 8
            count -= 8

    late = rng.random() < 0.3
    put(clear)
    table, string, following = {bytes([i]): i for i in range(clear)}, b"", clear + 2
    for value in indices:
        longer = string + bytes([value])
        if longer in table:
            string = longer
            continue
        put(table[string])
        if following < 4096:
            table[longer] = following
            if following == 1 << size and size < 12:
                size += 1
            following += 1
        elif not late or rng.random() < 0.001:
            put(clear)
            table, following, size = {bytes([i]): i for i in range(clear)}, clear + 2, bits + 1
        string = bytes([value])
    if string:
        put(table[string])
    if following == 1 << size and size < 12:
        size += 1
    put(clear + 1)
    if count:
        out.append(buffer & 255)
    return bytes(out)


def blocks(data):
    out, at = b"", 0
    while at < len(data):
        out += bytes([len(data[at:at + 255])]) + data[at:at + 255]
        at += 255
    return out + b"\0"


def gif(rng):
    screen = size_of(rng)
    w, h = screen if rng.random() < 0.5 else size_of(rng)
    left, top = (0, 0) if rng.random() < 0.5 else (rng.randrange(9), rng.randrange(9))
    bits = rng.choice([2, 2, 3, 4, 5, 6, 7, 8, 8, 8])
    indices = noise(rng, h, w) >> (8 - bits)
    interlaced = rng.random() < 0.4
    rows = list(range(h))
    if interlaced:
        rows = [*range(0, h, 8), *range(4, h, 8), *range(2, h, 4), *range(1, h, 2)]
    data = lzw(indices[rows].tobytes(), bits, rng)
    out = rng.choice([b"GIF87a", b"GIF89a"]) + struct.pack("<HH", *screen)
    palette_bits = rng.randrange(8)
    ramp = rng.random() < 0.1
    palette = lambda n: bytes(v for i in range(2 << n) for v in (i, i, i)) if ramp else rng.randbytes(6 << n)
    has_global = rng.random() < 0.8
    out += bytes([(0x80 if has_global else 0) | palette_bits, rng.randrange(256), 0])
    out += palette(palette_bits) if has_global else b""
    for _ in range(rng.randrange(3)):
        kind = rng.random()
        if kind < 0.6:
            out += b"!\xf9\4" + bytes([rng.choice([0, 1, 1, 1, 5, 9, 13]), 0, 0, rng.randrange(256)]) + b"\0"
        elif kind < 0.8:
            out += b"!\xfe" + blocks(rng.randbytes(rng.randrange(300)))
        else:
            out += b"!\xff\x0bNETSCAPE2.0\3\1\0\0\0"
    has_local = rng.random() < 0.4
    local_bits = rng.randrange(8)
    out += b"," + struct.pack("<HHHH", left, top, w, h) + bytes([(0x40 if interlaced else 0) | (0x80 if has_local else 0) | local_bits])
    out += palette(local_bits) if has_local else b""
    trouble = rng.random()
    if trouble < 0.05:
        data = data[:rng.randrange(len(data) + 1)]
    elif trouble < 0.1:
        data = data + rng.randbytes(30)
    out += bytes([bits]) + blocks(data)
    if rng.random() < 0.2:
        out += b"!\xf9\4\1\0\0\1\0," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\2" + blocks(lzw(b"\1", 2, rng))
    return out + (b";" if rng.random() < 0.9 else b"")


# ------------------------------------------------------------------------------------------------------------------- BMP
def bmp_runs(indices, bits, rng):
    out = bytearray()
    for y, row in enumerate(indices):
        x = 0
        while x < len(row):
            if rng.random() < 0.5 or len(row) - x < 3:
                n = 1
                while x + n < len(row) and n < 255 and (row[x + n] == row[x + n - (1 if bits == 8 else min(n, 2))]):
                    n += 1
                if bits == 4 and n > 1:
                    out += bytes([n, row[x] << 4 | row[x + 1]])
                else:
                    out += bytes([n, row[x] if bits == 8 else row[x] << 4])
            else:
                n = min(len(row) - x, rng.randrange(3, 40))
                if bits == 4:
                    n = max(4, n // 2 * 2)  # Pillow 9.4 reads odd counts wrongly
                    if n > len(row) - x:
                        continue
                    pairs = bytes(row[x + i] << 4 | row[x + i + 1] for i in range(0, n, 2))
                else:
                    pairs = bytes(row[x:x + n])
                out += bytes([0, n]) + pairs + bytes(len(pairs) % 2)
            x += n
        out += b"\0\0"
    return bytes(out) + b"\0\1"


def bmp(rng):
    w, h = size_of(rng)
    header = rng.choice([12, 40, 40, 40, 64, 108, 124])
    bits = rng.choice([1, 4, 8, 16, 24, 32, 4, 8])
    compression = 0
    masks = b""
    if header != 12 and bits in (16, 24, 32) and rng.random() < 0.6:
        compression = 3
        layout = rng.choice({32: [(0xFF0000, 0xFF00, 0xFF, 0), (0xFF000000, 0xFF0000, 0xFF00, 0), (0xFF000000, 0xFF0000, 0xFF00, 0xFF),
                                  (0xFF, 0xFF00, 0xFF0000, 0xFF000000), (0xFF0000, 0xFF00, 0xFF, 0xFF000000), (0, 0, 0, 0), (0xFF, 0xFF00, 0xFF0000, 0)],
                             24: [(0xFF0000, 0xFF00, 0xFF, 0), (0xFF, 0xFF00, 0xFF0000, 0)],
                             16: [(0xF800, 0x7E0, 0x1F, 0), (0x7C00, 0x3E0, 0x1F, 0), (0xF00, 0xF0, 0xF, 0), (0x7C00, 0x3E0, 0x1F, 0x8000)]}[bits])
        masks = struct.pack("<IIII", *layout)
    if header != 12 and bits in (4, 8) and rng.random() < 0.5:
        compression = 2 if bits == 4 else 1
    top_down = header != 12 and rng.random() < 0.4
    palette = b""
    said = 0
    if bits <= 8:
        entry = 3 if header == 12 else 4
        count = 1 << bits if header == 12 else rng.choice([1 << bits, 1 << bits, 2, 3, 17, 255, 256])
        said = 0 if count == 1 << bits and rng.random() < 0.5 else count
        kind = rng.random()
        if kind < 0.15:
            palette = b"".join(bytes([i & 255] * 3 + [0] * (entry - 3)) for i in range(count))
        elif kind < 0.25 and count == 2:
            palette = b"".join(bytes([v] * 3 + [0] * (entry - 3)) for v in (0, 255))
        else:
            palette = rng.randbytes(entry * count)
    row_bytes = (w * bits + 31) // 32 * 4
    if compression in (1, 2):
        pixels = bmp_runs((noise(rng, h, w) >> (8 - bits)), bits, rng)
    else:
        pixels = noise(rng, h, row_bytes).tobytes()
    extra = masks[:12] if header == 40 else b""
    gap = rng.choice([b"", b"", b"gap!"])
    offset = 14 + header + len(extra) + len(palette) + len(gap)
    if rng.random() < 0.05 and not gap:
        offset = 0
    elif rng.random() < 0.05:
        offset = 14 + header
    out = b"BM" + struct.pack("<IHHI", 0, 0, 0, offset)
    if header == 12:
        out += struct.pack("<IHHHH", 12, w, h, 1, bits)
    else:
        out += struct.pack("<IiiHHIIiiII", header, w, -h if top_down else h, 1, bits, compression, 0, 0, 0, said, 0)
        out += (masks + bytes(header))[:header - 40]
    out += extra + palette + gap + pixels
    if rng.random() < 0.1:
        out = out[:-rng.randrange(1, 12)]
    return out


# ------------------------------------------------------------------------------------------------------------------- PNM
def pnm(rng):
    kind = rng.randrange(1, 7)
    w, h = size_of(rng)
    maximum = rng.choice([255, 255, 1, 7, 15, 100, 254, 256, 1000, 65534, 65535])
    space = lambda: rng.choice([" ", "\n", "\r\n", "\t", "  ", "\n# a comment\n", "\f", " #x\r "])
    head = f"P{kind}" + rng.choice([" ", "\n", "\r", "\n#c 1 2 3\n"]) + f"{w}{space()}{h}"
    values = w * h * (3 if kind in (3, 6) else 1)
    if kind in (1, 4):
        bits = noise(rng, h, w) >> 7
        if kind == 4:
            return (head + "\n").encode() + b"".join(pack(bits, 1))
        join = rng.choice(["", " ", "\n", "\n#c\n"])
        return (head + "\n" + join.join(str(b) for b in bits.reshape(-1)) + rng.choice(["", "\n", "\n# end"])).encode()
    head += space() + str(maximum)
    top = maximum if rng.random() < 0.97 else min(65535, maximum * 2)
    if rng.random() < 0.3:
        top = min(top, 400)
    data = numpy.frombuffer(rng.randbytes(4 * values), "<u4") % (top + 1)
    if kind < 4:
        text = "".join(f"{v}{rng.choice([' ', ' ', chr(10), chr(9), ' #c' + chr(10)])}" for v in data)
        if rng.random() < 0.1:
            text = text[:rng.randrange(len(text))]
        return (head + "\n" + text).encode()
    body = data.astype(">u2").tobytes() if maximum > 255 else data.astype(numpy.uint8).tobytes()
    if rng.random() < 0.1:
        body = body[:-rng.randrange(1, 5)]
    return (head + rng.choice(["\n", " "])).encode() + body


# ------------------------------------------------------------------------------------------------------------- JPEG, WebP
def jpeg(rng):
    image = photo(rng, rng.choice(["RGB", "RGB", "L", "CMYK"]))
    data = saved(image, "JPEG", quality=rng.randrange(1, 100), subsampling=rng.randrange(3), progressive=rng.random() < 0.4,
                 optimize=rng.random() < 0.3)
    trouble = rng.random()
    if trouble < 0.3:  # stray bytes before the end
        at = len(data) - 2 - rng.choice([0, 0, 0, rng.randrange(len(data) // 3 + 1)])
        data = data[:at] + rng.choice([b"\xff\xe1", b"\xff\xff", b"\xff\xe1\xff\xff", b"\xff\1", b"\xff\xd3", b"\xff\xfe\0\x09", b"\0\0", b"\xff\0"]) + data[at:]
    elif trouble < 0.4:
        data = data[:rng.randrange(len(data))]
    elif trouble < 0.5:
        data += rng.randbytes(rng.randrange(40))
    elif trouble < 0.6:
        at = data.find(b"Adobe")
        if at > 0:
            data = data[:at + 11] + bytes([rng.randrange(3)]) + data[at + 12:]
    return data


def webp(rng):
    mode = rng.choice(["RGB", "RGBA", "L", "P"])
    options = dict(lossless=rng.random() < 0.5, quality=rng.randrange(101), exact=rng.random() < 0.5, method=rng.randrange(5))
    image = photo(rng, mode)
    if rng.random() < 0.3:
        options["save_all"] = True
        options["append_images"] = [photo(rng, "RGBA").resize(image.size) for _ in range(2)]
        options["background"] = tuple(rng.randrange(256) for _ in range(4))
        del options["exact"]
    if rng.random() < 0.2:
        options["exif"] = b"Exif\0\0II*\0\x08\0\0\0\0\0"
    data = saved(image, "WEBP", **options)
    trouble = rng.random()
    if trouble < 0.1:
        data = data[:rng.randrange(len(data))]
    elif trouble < 0.2:
        data += rng.randbytes(9)
    return data


# ------------------------------------------------------------------------------------------------------------------ TIFF
def tiff_by_hand(rng):
    """A TIFF of our own: any photometric interpretation, bits, planes, tiles or strips, uncompressed, deflated or packed bits."""
    w, h = size_of(rng)
    big = rng.random() < 0.3
    huge = rng.random() < 0.2  # BigTIFF
    order = ">" if big else "<"
    photometric, bits, samples, extra, sample_format = rng.choice([
        (0, 1, 1, (), 1), (0, 2, 1, (), 1), (0, 4, 1, (), 1), (0, 8, 1, (), 1), (1, 1, 1, (), 1), (1, 2, 1, (), 1), (1, 4, 1, (), 1), (1, 8, 1, (), 1),
        (1, 16, 1, (), 1), (0, 16, 1, (), 1), (1, 16, 1, (), 2), (1, 32, 1, (), 2), (1, 32, 1, (), 3), (1, 32, 1, (), 1), (1, 8, 2, (2,), 1), (1, 12, 1, (), 1),
        (2, 8, 3, (), 1), (2, 8, 4, (), 1), (2, 8, 4, (0,), 1), (2, 8, 4, (1,), 1), (2, 8, 4, (2,), 1), (2, 8, 5, (2, 0), 1), (2, 8, 5, (0, 0), 1),
        (2, 16, 3, (), 1), (2, 16, 4, (2,), 1), (2, 16, 4, (1,), 1), (2, 16, 4, (0,), 1), (3, 1, 1, (), 1), (3, 2, 1, (), 1), (3, 4, 1, (), 1), (3, 8, 1, (), 1),
        (3, 8, 2, (2,), 1), (5, 8, 4, (), 1), (5, 8, 5, (0,), 1), (5, 16, 4, (), 1), (8, 8, 3, (), 1), (2, 32, 3, (), 3)])
    compression = rng.choice([1, 1, 8, 32946, 32773])
    planar = 2 if samples > 1 and bits in (8,) and rng.random() < 0.3 else 1
    predictor = 2 if compression in (8, 32946) and bits in (8, 16) and rng.random() < 0.4 else 1
    values = noise(rng, h, w, samples, max(1, bits // 8)).copy()
    if bits in (16, 32) and sample_format != 3 and rng.random() < 0.5:
        values = values.astype(numpy.int64) @ (256 ** numpy.arange(bits // 8))
        values = values % 300 - (20 if sample_format == 2 else 0)
    elif bits in (16, 32):
        values = values.astype(numpy.int64) @ (256 ** numpy.arange(bits // 8))
    else:
        values = values[..., 0].astype(numpy.int64)
    if bits < 8:
        values >>= 8 - bits
    if sample_format == 3:
        values = (values % 40000) / 100 - 50
    dtype = {8: "u1", 16: "u2", 32: "f4" if sample_format == 3 else "u4"}.get(bits)

    def encode(part):
        """The rows of a part: (rows, columns, samples)."""
        if dtype:
            part = part if sample_format == 3 else part % (1 << bits)
            if predictor == 2:
                part = part.copy()
                part[:, 1:] = (part[:, 1:] - part[:, :-1]) % (1 << bits)
            rows = [row.astype(order + dtype).tobytes() for row in part]
        elif bits == 12:
            rows = []
            for row in part.reshape(part.shape[0], -1):
                row = [int(v) * 3 % 4096 for v in row] + [0] * (part.shape[1] % 2)
                rows.append(b"".join(bytes([a >> 4, (a & 15) << 4 | b >> 8, b & 255]) for a, b in zip(row[::2], row[1::2]))[:(part.shape[1] * 12 + 7) // 8])
        else:
            rows = pack(part.reshape(part.shape[0], -1), bits)
        if compression == 32773:
            rows = [b"".join(bytes([len(row[i:i + 128]) - 1]) + row[i:i + 128] for i in range(0, len(row), 128)) for row in rows]
        data = b"".join(rows)
        return zlib.compress(data) if compression in (8, 32946) else data

    tiled = rng.random() < 0.25 and bits >= 8 and bits != 12
    parts = []
    for plane in range(samples if planar == 2 else 1):
        of_plane = values[..., plane:plane + 1] if planar == 2 else values
        if tiled:
            for y in range(0, h, 16):
                for x in range(0, w, 16):
                    tile = numpy.zeros((16, 16, of_plane.shape[2]), of_plane.dtype)
                    part = of_plane[y:y + 16, x:x + 16]
                    tile[:part.shape[0], :part.shape[1]] = part
                    parts.append(encode(tile))
            rows = h
        else:
            rows = rng.choice([1, 3, h, h]) if plane == 0 else rows
            parts += [encode(of_plane[y:y + rows]) for y in range(0, h, rows)]
    tags = {256: (4, [w]), 257: (4, [h]), 258: (3, [bits] * samples), 259: (3, [compression]), 262: (3, [photometric]), 277: (3, [samples]),
            284: (3, [planar])}
    if sample_format != 1 or rng.random() < 0.3:
        tags[339] = (3, [sample_format] * samples)
    if extra:
        tags[338] = (3, list(extra))
    if predictor == 2:
        tags[317] = (3, [2])
    if photometric == 3:
        tags[320] = (3, [rng.randrange(65536) for _ in range(3 << bits)])
    if rng.random() < 0.4:
        tags[274] = (3, [rng.randrange(1, 9)])
    body, at = b"", 16 if huge else 8
    offsets = []
    for part in parts:
        offsets.append(at + len(body))
        body += part
        body += bytes(len(body) % 2)
    if tiled:
        tags.update({322: (3, [16]), 323: (3, [16]), 324: (4, offsets), 325: (4, [len(p) for p in parts])})
    else:
        tags.update({273: (4, offsets), 278: (4, [rows]), 279: (4, [len(p) for p in parts])})
    entries = b""
    inline = 8 if huge else 4
    for tag, (kind, numbers) in sorted(tags.items()):
        data = struct.pack(order + {3: "H", 4: "I"}[kind] * len(numbers), *numbers)
        entries += struct.pack(order + ("HHQ" if huge else "HHI"), tag, kind, len(numbers))
        if len(data) <= inline:
            entries += data.ljust(inline, b"\0")
        else:
            entries += struct.pack(order + ("Q" if huge else "I"), at + len(body))
            body += data + bytes(len(data) % 2)
    directory = at + len(body)
    head = (b"MM" if big else b"II") + (struct.pack(order + "HHHQ", 43, 8, 0, directory) if huge else struct.pack(order + "HI", 42, directory))
    out = head + body + struct.pack(order + ("Q" if huge else "H"), len(tags)) + entries + bytes(inline)
    return out


def tiff(rng):
    if rng.random() < 0.6:
        return tiff_by_hand(rng)
    mode = rng.choice(["RGB", "RGB", "L", "1", "P", "RGBA", "CMYK", "LA", "YCbCr", "I;16"])
    choices = ["raw", "tiff_lzw", "tiff_deflate", "tiff_adobe_deflate", "packbits"]
    if mode in ("RGB", "L", "CMYK", "YCbCr"):
        choices += ["jpeg", "jpeg"]
    if mode == "1":
        choices += ["group3", "group4", "tiff_ccitt"]
    image = photo(rng, "L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = Image.fromarray(numpy.asarray(image).astype(numpy.uint16) * rng.choice([1, 2, 256]))
    options = {}
    if rng.random() < 0.4:
        options["tiffinfo"] = {274: rng.randrange(1, 9)}
    if rng.random() < 0.3:
        options.setdefault("tiffinfo", {})[278] = rng.choice([1, 8, 16])
    data = saved(image, "TIFF", compression=rng.choice(choices), **options)
    if rng.random() < 0.05:
        data = data[:rng.randrange(len(data))]
    return data


KINDS = {"png": png, "gif": gif, "bmp": bmp, "pnm": pnm, "jpeg": jpeg, "webp": webp, "tiff": tiff}


def make(kind, rng, damaged=True):
    data = png(rng, damaged) if kind == "png" else KINDS[kind](rng)
    if damaged and rng.random() < 0.03:  # anywhere
        data = bytearray(data)
        for _ in range(rng.randrange(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        data = bytes(data)
    return data
