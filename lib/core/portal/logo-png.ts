import { crc32, deflateSync, inflateSync } from "node:zlib";

/** A logo as it is served. */
export interface LogoImage {
  /** In pixels. */
  width: number;
  height: number;
  png: Buffer;
}

/** The most bytes of a logo, as it comes in and as it is served. */
export const MAX_LOGO_BYTES = 32_000;

/** The most pixels of either side. A logo is shown 32 pixels high, and screens have up to four pixels for one. */
export const MAX_LOGO_PIXELS = 1024;

/** The file is no logo. The message says why, as in `must be a PNG`. */
export class NoLogo extends Error {
  override name = "NoLogo";
}

/**
 * Checks a PNG and writes it anew: its size, its palette and its pixels, and nothing else that the file has. So no
 * metadata, no animation and no bytes behind the image are served. The pixels are unpacked to check that they are there.
 *
 * @throws NoLogo
 * @see https://www.w3.org/TR/png-3/
 */
export function logoOf(file: Buffer): LogoImage {
  if (file.length > MAX_LOGO_BYTES) throw new NoLogo(TOO_LARGE);
  if (!file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new NoLogo("must be a PNG");
  const chunks = chunksOf(file.subarray(SIGNATURE.length));
  const header = headerIn(chunks);
  const data = chunks.filter(({ type }) => type === "IDAT").map((chunk) => chunk.data);
  const lines = linesIn(Buffer.concat(data), header);
  const parts = [chunkOf("IHDR", header.data), ...paletteIn(chunks, header)];
  const png = Buffer.concat([SIGNATURE, ...parts, chunkOf("IDAT", deflateSync(lines, { level: 9 })), chunkOf("IEND")]);
  if (png.length > MAX_LOGO_BYTES) throw new NoLogo(TOO_LARGE);
  return { width: header.width, height: header.height, png };
}

const TOO_LARGE = `must be at most ${MAX_LOGO_BYTES} bytes`;
const BROKEN = "must be a PNG that isn't damaged";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

interface Chunk {
  type: string;
  data: Buffer;
}

/** The chunks up to the end of the image: length, type, data, CRC. */
function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let at = 0;
  while (chunks.at(-1)?.type !== "IEND") {
    const end = at + 8 + (at + 8 <= bytes.length ? bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY);
    if (end + 4 > bytes.length) throw new NoLogo(BROKEN);
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) throw new NoLogo(BROKEN);
    chunks.push({ type: bytes.toString("latin1", at + 4, at + 8), data: bytes.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

function chunkOf(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length);
  chunk.write(type, 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

interface Header {
  width: number;
  height: number;
  depth: number;
  kind: ColourType;
  data: Buffer;
}

interface ColourType {
  samples: number;
  depths: readonly number[];
  palette: "needed" | "allowed" | "none";
  /** The bytes of `tRNS`, unless it has one for each colour of the palette. */
  transparency: number;
}

/** By their numbers: grey, colour, palette, grey and colour with an alpha channel. */
const COLOUR_TYPES: Record<number, ColourType> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16], palette: "none", transparency: 2 },
  2: { samples: 3, depths: [8, 16], palette: "allowed", transparency: 6 },
  3: { samples: 1, depths: [1, 2, 4, 8], palette: "needed", transparency: 0 },
  4: { samples: 2, depths: [8, 16], palette: "none", transparency: 0 },
  6: { samples: 4, depths: [8, 16], palette: "allowed", transparency: 0 },
};

function headerIn(chunks: readonly Chunk[]): Header {
  const [first] = chunks;
  if (first?.type !== "IHDR" || first.data.length !== 13) throw new NoLogo(BROKEN);
  const { data } = first;
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const [depth = 0, colourType = 0, compression, filters, interlaced] = data.subarray(8);
  const kind = COLOUR_TYPES[colourType];
  if (!kind?.depths.includes(depth) || compression !== 0 || filters !== 0) throw new NoLogo(BROKEN);
  if (interlaced !== 0) throw new NoLogo("must not be interlaced");
  if (width === 0 || height === 0) throw new NoLogo(BROKEN);
  if (Math.max(width, height) > MAX_LOGO_PIXELS)
    throw new NoLogo(`must be at most ${MAX_LOGO_PIXELS} pixels wide and high`);
  return { width, height, depth, kind, data };
}

/** The rows of pixels, each behind a byte that names its filter. Unpacks no byte more than the image has. */
function linesIn(packed: Buffer, { width, height, depth, kind }: Header): Buffer {
  const row = 1 + Math.ceil((width * depth * kind.samples) / 8);
  const lines = unpacked(packed, row * height);
  if (lines.length !== row * height) throw new NoLogo(BROKEN);
  for (let at = 0; at < lines.length; at += row) if ((lines[at] ?? 0) > 4) throw new NoLogo(BROKEN);
  return lines;
}

function unpacked(packed: Buffer, maxOutputLength: number): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength });
  } catch {
    throw new NoLogo(BROKEN);
  }
}

/** The palette, and which colours are transparent. */
function paletteIn(chunks: readonly Chunk[], { kind, depth }: Header): Buffer[] {
  const [colours, second] = chunks.filter(({ type }) => type === "PLTE").map(({ data }) => data);
  const [transparent, further] = chunks.filter(({ type }) => type === "tRNS").map(({ data }) => data);
  const most = kind.palette === "needed" ? 2 ** depth : 256;
  const isPalette = colours && colours.length > 0 && colours.length % 3 === 0 && colours.length <= 3 * most;
  const fits = colours ? isPalette && kind.palette !== "none" : kind.palette !== "needed";
  const alphas = kind.palette === "needed" ? (colours?.length ?? 0) / 3 : kind.transparency;
  const isTransparency =
    kind.palette === "needed" ? (transparent?.length ?? 0) <= alphas : transparent?.length === alphas;
  if (second || further || !fits || (transparent && !(alphas > 0 && isTransparency))) throw new NoLogo(BROKEN);
  return [colours && chunkOf("PLTE", colours), transparent && chunkOf("tRNS", transparent)].filter((part) => !!part);
}
