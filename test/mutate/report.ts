import type { Candidate } from "./compiles.ts";
import type { Verdict } from "./try-mutant.ts";

export interface Tried extends Candidate {
  readonly verdict: Exclude<Verdict, "does not compile">;
}

/** A line per room, and the mutants that no test noticed. */
export function report(tried: readonly Tried[]): string {
  const rooms = Object.entries(Object.groupBy(tried, ({ file }) => roomOf(file))).sort(([a], [b]) =>
    a.localeCompare(b),
  );
  const rows = [...rooms, ["all", tried] as const].map(([room, ones = []]) => row(room, ones));
  return [["room", "mutants", "noticed", "%"], ...rows].map(line).join("\n").concat("\n\n", survivors(tried));
}

/** The folder of a file: three names deep in `lib/core`, else two. */
const roomOf = (file: string): string =>
  file
    .split("/")
    .slice(0, -1)
    .slice(0, file.startsWith("lib/core/") ? 3 : 2)
    .join("/");

function row(room: string, tried: readonly Tried[]): string[] {
  const noticed = tried.filter(({ verdict }) => verdict === "noticed").length;
  return [room, `${tried.length}`, `${noticed}`, `${Math.round((100 * noticed) / tried.length)}`];
}

const line = ([room = "", ...numbers]: string[]): string =>
  room.padEnd(24) + numbers.map((number) => number.padStart(9)).join("");

const survivors = (tried: readonly Tried[]): string =>
  tried
    .filter(({ verdict }) => verdict === "survived")
    .map((one) => `${one.file}:${one.line} (${one.kind})\n  - ${oneLine(one.before)}\n  + ${oneLine(one.after)}`)
    .join("\n");

const oneLine = (text: string): string => text.replace(/\s+/g, " ").slice(0, 150) || "(nothing)";
