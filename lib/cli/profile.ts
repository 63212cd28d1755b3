import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { usage } from "./errors.ts";

/** An API's URL and keys, as `login` saves them. */
export interface Profile {
  url: string;
  key?: string | undefined;
  adminKey?: string | undefined;
}

export type Profiles = Record<string, Profile>;

/** The path of the profiles, as in the XDG Base Directory Specification. */
export function profilePath(env: Record<string, string | undefined>): string {
  const base = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config");
  return join(base, "posthorn", "profiles.json");
}

/** The saved profiles, or none when there is no file. */
export function readProfiles(path: string): Profiles {
  const text = read(path);
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as Profiles;
  } catch {
    throw usage(`${path} is not valid JSON`, "Delete the file and run `posthorn login` again.");
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

/** Saves a profile atomically, and keeps the others. Only the owner can read the file, because it contains keys. */
export function saveProfile(path: string, name: string, profile: Profile): void {
  const profiles = { ...readProfiles(path), [name]: profile };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}
