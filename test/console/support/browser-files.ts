import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import chromium, { inflate } from "@sparticuz/chromium";
import { projectRoot } from "../../../lib/infra/bundle.ts";

/** The package has its main file in `build`, and the archives in `bin`. */
const PACKAGE = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");
const HOME = join(projectRoot, "node_modules/.cache/posthorn-browser");

/** A browser on this machine, and the environment that it needs. */
export interface BrowserFiles {
  executablePath: string;
  env: Record<string, string>;
}

/**
 * Unpacks the browser that its npm package carries, with its libraries and fonts, so that the tests need nothing else on
 * the machine and see the same letters everywhere. The second time, it is there already.
 */
export async function browserFiles(): Promise<BrowserFiles> {
  if (!existsSync(HOME)) await unpack();
  return {
    executablePath: join(HOME, "chromium"),
    env: {
      LD_LIBRARY_PATH: join(HOME, "al2023/lib"),
      FONTCONFIG_FILE: join(HOME, "fonts.conf"),
      HOME: join(HOME, "home"),
    },
  };
}

/** The package's own configuration looks for fonts in places that Lambda has. Without any font, texts have no height. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

/** The package unpacks to the temporary folder. Two test files may do so at the same time: the first one wins. */
async function unpack(): Promise<void> {
  await mkdir(dirname(HOME), { recursive: true });
  const folder = await mkdtemp(`${HOME}-`);
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    await chromium.executablePath();
    await inflate(join(PACKAGE, "bin/al2023.tar.br"));
    await mkdir(join(folder, "home"));
    await writeFile(join(folder, "fonts.conf"), FONTS);
    await rename(folder, HOME).catch((error) => {
      if (!existsSync(HOME)) throw error;
    });
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    await rm(folder, { recursive: true, force: true });
  }
}
