import type { Problem } from "../errors.ts";
import type { Subscription } from "../model.ts";
import { MASKED } from "./custom-headers.ts";

/** A subscription's custom headers, and the names (in whatever case) of those that are never shown again. */
export type CustomHeaders = Pick<Subscription, "headers" | "sensitiveHeaders">;

/** As they may be shown. */
export function maskedHeaders({ headers, sensitiveHeaders = [] }: CustomHeaders): Record<string, string> {
  const sensitive = namesIn(sensitiveHeaders);
  const shown = Object.entries(headers).map(([name, value]) => [name, sensitive.has(lower(name)) ? MASKED : value]);
  return Object.fromEntries(shown);
}

/** What is wrong with names that are to be sensitive: each must be that of a header, with a value to hide. */
export function sensitiveProblems({ headers, sensitiveHeaders = [] }: CustomHeaders): Problem[] {
  const values = new Map(Object.entries(headers).map(([name, value]) => [lower(name), value]));
  return sensitiveHeaders.flatMap((name, index) => {
    const path = `/sensitiveHeaders/${index}`;
    if (!values.has(lower(name))) return [{ path, message: "is not among the headers" }];
    return values.get(lower(name)) === MASKED ? [{ path, message: "needs a value, not its mask" }] : [];
  });
}

/** What a JSON Merge Patch (RFC 7396) may say of headers: null takes away. */
export interface HeadersPatch {
  headers?: Record<string, string | null> | null | undefined;
  sensitiveHeaders?: string[] | null | undefined;
}

/**
 * Headers after a patch. One that is written in another case is the same header; the mask, sent back as it was
 * shown, leaves a sensitive value as it is.
 */
export function patchedHeaders(before: CustomHeaders, { headers, sensitiveHeaders }: HeadersPatch): CustomHeaders {
  const hidden = namesIn(before.sensitiveHeaders ?? []);
  const patch = Object.entries(headers ?? {}).filter(([name, value]) => value !== MASKED || !hidden.has(lower(name)));
  const patched = namesIn(patch.map(([name]) => name));
  const kept = headers === null ? [] : Object.entries(before.headers).filter(([name]) => !patched.has(lower(name)));
  const after = [...kept, ...patch.filter((entry): entry is [string, string] => entry[1] !== null)];
  const left = namesIn(after.map(([name]) => name));
  // Who takes a header away without a word about its mark has taken that away too.
  const marks =
    sensitiveHeaders === undefined
      ? before.sensitiveHeaders?.filter((name) => left.has(lower(name)))
      : sensitiveHeaders;
  return { headers: Object.fromEntries(after), sensitiveHeaders: marks?.length ? marks : undefined };
}

/** A value that was hidden may not come to light by a patch: a header that is no longer sensitive needs a new one. */
export function revealedProblems(before: CustomHeaders, after: CustomHeaders, { headers }: HeadersPatch): Problem[] {
  const hidden = namesIn(after.sensitiveHeaders ?? []);
  const given = namesIn(Object.entries(headers ?? {}).flatMap(([name, value]) => (value === MASKED ? [] : [name])));
  const there = namesIn(Object.keys(after.headers));
  return (before.sensitiveHeaders ?? [])
    .filter((name) => there.has(lower(name)) && !hidden.has(lower(name)) && !given.has(lower(name)))
    .map((name) => ({ path: "/sensitiveHeaders", message: `needs a new value of ${name}, which is to be shown` }));
}

const lower = (name: string): string => name.toLowerCase();
const namesIn = (names: string[]): Set<string> => new Set(names.map(lower));
