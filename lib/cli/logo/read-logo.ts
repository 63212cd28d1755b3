import { usage } from "../errors.ts";
import { fileBytes } from "../input.ts";
import type { Io } from "../io.ts";

const PNG_SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/**
 * Reads a logo from a file. An SVG becomes a PNG here, so that no SVG reaches the API, nor a browser. Throws a `usage`
 * error when the file is neither.
 */
export async function readLogoFile(path: string, io: Pick<Io, "cwd">): Promise<Buffer> {
  const file = fileBytes(path, io);
  if (file.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) return file;
  const text = file.toString("utf8");
  if (!/<svg[\s>]/i.test(text)) throw usage(`${path} is neither a PNG nor an SVG`);
  const { pngOfSvg } = await import("./svg-to-png.ts");
  try {
    return await pngOfSvg(text);
  } catch (error) {
    throw usage(`cannot draw ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
