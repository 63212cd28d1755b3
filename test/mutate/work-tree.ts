import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

export interface Ended {
  /** Is null when the command was stopped after its time. */
  readonly code: number | null;
  readonly output: string;
}

/** A copy of the project in which mutants are written and tests run. */
export class WorkTree {
  readonly folder = mkdtempSync(join(tmpdir(), "posthorn-mutate-"));

  constructor() {
    const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--deduplicate"], {
      encoding: "utf8",
    });
    for (const path of listed.split("\n").filter(Boolean)) cpSync(path, join(this.folder, path));
    const { workspaces } = JSON.parse(readFileSync("package.json", "utf8"));
    for (const path of ["", ...workspaces]) {
      symlinkSync(resolve(path, "node_modules"), join(this.folder, path, "node_modules"));
    }
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  /** Runs a tool of node_modules, and stops it with all its processes after `seconds`. */
  run(tool: string, args: readonly string[], seconds: number, env: Record<string, string> = {}): Promise<Ended> {
    const child = spawn(join("node_modules/.bin", tool), args, {
      cwd: this.folder,
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, ...env },
      detached: true,
    });
    return ended(child, seconds);
  }
}

function ended(child: ChildProcess, seconds: number): Promise<Ended> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), seconds * 1000);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}
