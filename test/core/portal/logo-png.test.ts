import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logoOf, MAX_LOGO_BYTES, NoLogo } from "../../../lib/core/portal/logo-png.ts";
import { PIXEL } from "../../support/pixel.ts";
import { chunkTypes, pngChunk, pngOf } from "../../support/png.ts";

const PALETTE = pngChunk("PLTE", Buffer.from("ff0000ffffff", "hex"));

describe("a logo", () => {
  it.each([
    ["grey, 1 bit", { colourType: 0, depth: 1 }],
    ["grey, 16 bits", { colourType: 0, depth: 16 }],
    ["colour", { colourType: 2 }],
    ["a palette", { colourType: 3, depth: 1, extra: [PALETTE] }],
    ["a palette with transparency", { colourType: 3, depth: 8, extra: [PALETTE, pngChunk("tRNS", Buffer.from([0]))] }],
    ["grey with alpha", { colourType: 4 }],
    ["colour with alpha, 16 bits", { colourType: 6, depth: 16 }],
  ])("may be %s", (_name, fields) => {
    const { width, height, png } = logoOf(pngOf({ width: 9, height: 5, ...fields }));
    expect([width, height]).toEqual([9, 5]);
    expect(logoOf(png).png).toEqual(png);
  });

  it("loses everything but its pixels: metadata, animation, unknown chunks and what follows the image", () => {
    const extra = ["tEXt", "iTXt", "eXIf", "iCCP", "acTL", "fcTL", "quRk"].map((type) =>
      pngChunk(type, Buffer.from("<script>alert(1)</script>")),
    );
    const file = Buffer.concat([pngOf({ extra }), Buffer.from("<script>alert(2)</script>")]);
    const { png } = logoOf(file);
    expect(chunkTypes(file)).toContain("tEXt");
    expect(chunkTypes(png)).toEqual(["IHDR", "IDAT", "IEND"]);
    expect(png.toString("latin1")).not.toContain("alert");
  });

  it.each([
    ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "must be a PNG"],
    ["a GIF", Buffer.from("GIF89a..."), "must be a PNG"],
    ["nothing", Buffer.alloc(0), "must be a PNG"],
    ["the beginning of a PNG", Buffer.from(PIXEL, "base64").subarray(0, 40), "must be a PNG that isn't damaged"],
    ["a PNG with a wrong checksum", flipped(pngOf(), 20), "must be a PNG that isn't damaged"],
    ["a PNG without pixels", pngOf({ lines: Buffer.alloc(0) }), "must be a PNG that isn't damaged"],
    ["a PNG with too few rows", pngOf({ lines: Buffer.alloc(9) }), "must be a PNG that isn't damaged"],
    [
      "a PNG with more rows than it says",
      pngOf({ lines: Buffer.alloc(5_000_000) }),
      "must be a PNG that isn't damaged",
    ],
    ["an unknown filter", pngOf({ width: 1, height: 1, lines: Buffer.from([5, 0, 0, 0, 0]) }), "isn't damaged"],
    ["an unknown colour type", pngOf({ colourType: 7 }), "isn't damaged"],
    ["a depth that the colour type doesn't have", pngOf({ colourType: 6, depth: 4 }), "isn't damaged"],
    ["no palette where one is needed", pngOf({ colourType: 3 }), "isn't damaged"],
    ["a palette where there is none", pngOf({ colourType: 0, extra: [PALETTE] }), "isn't damaged"],
    ["no width", pngOf({ width: 0 }), "isn't damaged"],
    ["too wide", pngOf({ width: 1025, height: 1 }), "must be at most 1024 pixels wide and high"],
    ["too high", pngOf({ width: 1, height: 1025 }), "must be at most 1024 pixels wide and high"],
    ["far too high", bomb(), "must be at most 1024 pixels wide and high"],
    ["interlaced", pngOf({ interlaced: 1 }), "must not be interlaced"],
    ["too large", noise(100), `must be at most ${MAX_LOGO_BYTES} bytes`],
  ])("may not be %s", (_name, file, message) => {
    expect(() => logoOf(file)).toThrow(NoLogo);
    expect(() => logoOf(file)).toThrow(message);
  });

  it("is a PNG or no logo, whatever bytes come", () => {
    const seed = pngOf({ width: 20, height: 20 });
    const changes = fc.array(fc.tuple(fc.nat({ max: seed.length - 1 }), fc.nat({ max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
          changes.map(changed),
        ),
        (file) => {
          try {
            expect(logoOf(file).png.length).toBeLessThanOrEqual(MAX_LOGO_BYTES);
          } catch (error) {
            expect(error).toBeInstanceOf(NoLogo);
          }
        },
      ),
    );
    function changed(at: [number, number][]): Buffer {
      const copy = Buffer.from(seed);
      for (const [index, byte] of at) copy[index] = byte;
      return copy;
    }
  });
});

function flipped(file: Buffer, at: number): Buffer {
  const copy = Buffer.from(file);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** Random pixels, which can't be compressed. */
function noise(side: number): Buffer {
  const row = () => Buffer.concat([Buffer.from([0]), randomBytes(side * 4)]);
  return pngOf({ width: side, height: side, lines: Buffer.concat(Array.from({ length: side }, row)) });
}

/** Few bytes that say to be many pixels. */
function bomb(): Buffer {
  const file = pngOf({ width: 60_000, height: 60_000, lines: Buffer.alloc(1_000_000) });
  expect(file.length).toBeLessThan(deflateSync(Buffer.alloc(1_000_000)).length + 100);
  return file;
}
