import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** The forms of a file by `content-encoding`. */
interface BuiltFile {
  type: string;
  identity: Buffer;
  br?: Buffer;
  gzip?: Buffer;
}

/** The files of a page by their paths, such as `assets/index-3f2a.js`. */
export type BuiltPage = ReadonlyMap<string, BuiltFile>;

const EMBEDDERS = /<meta name="embedders" content=""/;

/** An HTML file that names the origins of the pages that may embed it. Throws an `Error` if it has no place for them. */
export function namingEmbedders({ type, identity }: BuiltFile, origins: readonly string[]): BuiltFile {
  const html = identity.toString();
  if (!EMBEDDERS.test(html)) throw new Error("the page has no place for the origins of its embedders");
  const named = Buffer.from(html.replace(EMBEDDERS, () => `<meta name="embedders" content="${origins.join(" ")}"`));
  return { type, identity: named, br: brotliCompressSync(named), gzip: gzipSync(named) };
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".md": "text/plain; charset=utf-8",
};

const ENCODINGS = { br: ".br", gzip: ".gz" } as const;

/** Reads a page from the folder that it was built to. Throws an `Error` on a file of a type that isn't listed here. */
export function readPage(folder: string): BuiltPage {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
  const compressed = new Set(Object.values<string>(ENCODINGS));
  const page = new Map<string, BuiltFile>();
  for (const path of paths.filter((one) => !compressed.has(extname(one)))) {
    const type = TYPES[extname(path)];
    if (!type) throw new Error(`no content type for ${path}`);
    const file: BuiltFile = { type, identity: readFileSync(join(folder, path)) };
    for (const [encoding, suffix] of Object.entries(ENCODINGS)) {
      if (paths.includes(path + suffix))
        file[encoding as keyof typeof ENCODINGS] = readFileSync(join(folder, path + suffix));
    }
    page.set(path, file);
  }
  return page;
}

/** The smallest form that the client accepts, by its `accept-encoding` (RFC 9110, section 12.5.3). */
export function encoded(file: BuiltFile, accepted: string): { encoding: string | undefined; body: Buffer } {
  for (const encoding of ["br", "gzip"] as const) {
    const body = file[encoding];
    if (body && accepts(accepted, encoding)) return { encoding, body };
  }
  return { encoding: undefined, body: file.identity };
}

function accepts(header: string, encoding: string): boolean {
  const item = header
    .toLowerCase()
    .split(",")
    .map((text) => text.split(";").map((part) => part.trim()))
    .find(([name]) => name === encoding);
  return item !== undefined && !item.slice(1).some((parameter) => /^q=0(\.0*)?$/.test(parameter));
}
