import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { usage } from "./errors.ts";

/** An API and the keys for it, as `login` saves them. */
export interface Profile {
  url: string;
  key?: string | undefined;
  adminKey?: string | undefined;
}

export type Profiles = Record<string, Profile>;

/** Where profiles are kept, as the XDG Base Directory Specification has it. */
export function profilePath(env: Record<string, string | undefined>): string {
  const base = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config");
  return join(base, "posthorn", "profiles.json");
}

/** The saved profiles; none where there is no file. */
export function readProfiles(path: string): Profiles {
  const text = read(path);
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as Profiles;
  } catch {
    throw usage(`${path} is not JSON`, "Remove it and run `posthorn login` again.");
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw usage(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** Saves a profile beside the others, in one step, readable by its owner only: it holds keys. */
export function saveProfile(path: string, name: string, profile: Profile): void {
  const profiles = { ...readProfiles(path), [name]: profile };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}
