import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../../lib/infra/bundle.ts";

/**
 * Type-checks programs that import `./api.d.ts`.
 *
 * @returns the compiler's errors by program; none for a program without errors
 */
export async function typeErrors<Name extends string>(
  declarations: string,
  programs: Record<Name, string>,
): Promise<Record<Name, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), "openapi-typescript-"));
  try {
    const files: [string, string][] = Object.entries<string>(programs).map(([name, text]) => [`${name}.ts`, text]);
    for (const [name, text] of [["api.d.ts", declarations], ...files] as const)
      await writeFile(join(folder, name), text);
    const output = await compiled(folder, ["api.d.ts", ...files.map(([name]) => name)]);
    const names = Object.keys(programs) as Name[];
    const lines = output.split("\n").filter((line) => line !== "");
    expectKnown(lines, names);
    return Object.fromEntries(
      names.map((name) => [name, lines.filter((line) => line.startsWith(`${name}.ts`))]),
    ) as Record<Name, string[]>;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** An error outside the programs, such as one in the declarations, or a compiler that doesn't start. */
function expectKnown(lines: string[], names: string[]): void {
  const other = lines.filter((line) => !line.startsWith(" ") && !names.some((name) => line.startsWith(`${name}.ts`)));
  if (other.length > 0) throw new Error(other.join("\n"));
}

const SETTINGS =
  "--ignoreConfig --noEmit --strict --pretty false --target es2024 --module nodenext --lib es2024,dom --types";

const compiled = (folder: string, files: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const args = [join(projectRoot, "node_modules/typescript/bin/tsc"), ...SETTINGS.split(" "), "", ...files];
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) =>
      error && stdout === "" ? reject(new Error(stderr, { cause: error })) : resolve(stdout),
    );
  });
