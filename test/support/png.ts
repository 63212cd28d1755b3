import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

export function pngChunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length);
  chunk.write(type, 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

export interface PngFields {
  width?: number;
  height?: number;
  depth?: number;
  colourType?: number;
  interlaced?: number;
  /** The rows of pixels, each behind its filter's number. */
  lines?: Buffer;
  /** Chunks before the pixels. */
  extra?: readonly Buffer[];
}

/** A PNG of any pixels. By default, it is white. */
export function pngOf({ width = 2, height = 2, depth = 8, colourType = 6, ...fields }: PngFields = {}): Buffer {
  const { interlaced = 0, extra = [] } = fields;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType, 0, 0, interlaced], 8);
  const samples = [1, 0, 3, 1, 2, 0, 4][colourType] ?? 1;
  const row = Math.ceil((width * samples * depth) / 8);
  const white = Buffer.concat(
    Array.from({ length: Math.min(height, 5000) }, () => Buffer.from([0, ...Array(row).fill(255)])),
  );
  const data = pngChunk("IDAT", deflateSync(fields.lines ?? white));
  return Buffer.concat([SIGNATURE, pngChunk("IHDR", header), ...extra, data, pngChunk("IEND")]);
}

/** The types of a PNG's chunks. */
export function chunkTypes(png: Buffer): string[] {
  const types: string[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += 12 + png.readUInt32BE(at)) {
    types.push(png.toString("latin1", at + 4, at + 8));
  }
  return types;
}
