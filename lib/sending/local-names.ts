import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";

/** Returns the addresses of a name that this machine knows without DNS. Undefined for every other name. */
export type LocalNames = (hostname: string) => readonly string[] | undefined;

type Names = Map<string, string[]>;

/** RFC 6761, 6.3: `localhost` and the names below it mean this machine, whatever DNS says. */
const LOOPBACK = ["127.0.0.1", "::1"];
const IS_LOCALHOST = /(^|\.)localhost$/i;

/** Knows the names in a hosts file, and `localhost`. Reads the file again when it has changed. */
export function localNames(hostsPath: string): LocalNames {
  let readAtMs: number | undefined;
  let names: Names = new Map();

  return function addressesOf(hostname) {
    const changedAtMs = changedAt(hostsPath);
    if (changedAtMs !== readAtMs) {
      names = namesIn(hostsPath);
      readAtMs = changedAtMs;
    }
    const listed = names.get(hostname.toLowerCase());
    return listed ?? (IS_LOCALHOST.test(hostname) ? (names.get("localhost") ?? LOOPBACK) : undefined);
  };
}

const changedAt = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mtimeMs;

function namesIn(path: string): Names {
  const names: Names = new Map();
  for (const line of linesOf(path)) {
    const [address = "", ...aliases] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (isIP(address)) for (const alias of aliases) add(names, alias.toLowerCase(), address);
  }
  return names;
}

function add(names: Names, name: string, address: string): void {
  const before = names.get(name) ?? [];
  if (!before.includes(address)) names.set(name, [...before, address]);
}

/** A file that can't be read has no lines. */
function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}
