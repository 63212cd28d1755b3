import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** The portal shows a logo 32 pixels high, and screens have up to four pixels for one. */
const HEIGHTS = [128, 96, 64, 32];

/** The API takes no more. */
const MAX_BYTES = 32_000;
const MAX_WIDTH = 1024;

/**
 * Draws an SVG. Nothing in it runs, and nothing is loaded: the renderer is WebAssembly without access to files or the
 * network. Rejects with an `Error` for an SVG that it can't draw as its author sees it.
 */
export async function pngOfSvg(svg: string): Promise<Buffer> {
  if (TEXT.test(svg)) throw new Error("it has text, and fonts aren't part of the file: convert the text to paths");
  if (OTHER_FILE.test(svg)) throw new Error("it refers to other files: embed them");
  await ready();
  for (const height of HEIGHTS) {
    const png = draw(svg, height);
    if (png && png.length <= MAX_BYTES) return png;
  }
  throw new Error(`it doesn't fit into ${MAX_BYTES} bytes and a width of ${MAX_WIDTH} pixels`);
}

const TEXT = /<(text|foreignObject)[\s>]/i;
const OTHER_FILE = /<(image|feImage|use)\s[^>]*href\s*=\s*["']\s*(?!#|data:)/i;

/** Returns undefined if it is too wide. */
function draw(svg: string, height: number): Buffer | undefined {
  const drawing = new Resvg(svg, { fitTo: { mode: "height", value: height } });
  try {
    if ((drawing.width / drawing.height) * height > MAX_WIDTH) return undefined;
    const image = drawing.render();
    const png = Buffer.from(image.asPng());
    image.free();
    return png;
  } finally {
    drawing.free();
  }
}

let loading: Promise<void> | undefined;

/** Loads the renderer from the installed package. It is loaded once. */
function ready(): Promise<void> {
  const path = createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
  loading ??= readFile(path).then((wasm) => initWasm(wasm));
  return loading;
}
