import type { Problem } from "../errors.ts";
import type { Subscription } from "../model/subscription.ts";
import { MASKED } from "./custom-headers.ts";

/** A subscription's custom headers, and the names (in any case) of the headers whose values are never shown again. */
export type CustomHeaders = Pick<Subscription, "headers" | "sensitiveHeaders">;

/** The headers with the values of sensitive headers masked. */
export function maskedCustomHeaders({ headers, sensitiveHeaders = [] }: CustomHeaders): Record<string, string> {
  const sensitive = namesIn(sensitiveHeaders);
  const shown = Object.entries(headers).map(([name, value]) => [name, sensitive.has(lower(name)) ? MASKED : value]);
  return Object.fromEntries(shown);
}

/** Finds what is wrong with the list of sensitive headers. Each name must be a header's, with a value to hide. */
export function sensitiveProblems({ headers, sensitiveHeaders = [] }: CustomHeaders): Problem[] {
  const values = new Map(Object.entries(headers).map(([name, value]) => [lower(name), value]));
  return sensitiveHeaders.flatMap((name, index) => {
    const path = `/sensitiveHeaders/${index}`;
    if (!values.has(lower(name))) return [{ path, message: "is not one of the headers" }];
    return values.get(lower(name)) === MASKED ? [{ path, message: "needs a value, not the mask" }] : [];
  });
}

/** The part of a JSON Merge Patch (RFC 7396) that concerns headers. null removes a header or the list. */
export interface HeadersPatch {
  headers?: Record<string, string | null> | null | undefined;
  sensitiveHeaders?: string[] | null | undefined;
}

/**
 * The headers after a patch. Names are compared without regard to case. A sensitive header keeps its value if the patch
 * sets it to the mask, so that callers can send back the headers that they were shown.
 */
export function patchedHeaders(before: CustomHeaders, patch: HeadersPatch): CustomHeaders {
  const headers = mergedHeaders(before, patch.headers);
  const left = namesIn(Object.keys(headers));
  // A patch that removes a sensitive header, but has no `sensitiveHeaders`, removes its name from that list too.
  const sensitive =
    patch.sensitiveHeaders === undefined
      ? before.sensitiveHeaders?.filter((name) => left.has(lower(name)))
      : patch.sensitiveHeaders;
  return { headers, sensitiveHeaders: sensitive?.length ? sensitive : undefined };
}

function mergedHeaders(before: CustomHeaders, patch: HeadersPatch["headers"]): Record<string, string> {
  const hidden = namesIn(before.sensitiveHeaders ?? []);
  const changes = Object.entries(patch ?? {}).filter(([name, value]) => value !== MASKED || !hidden.has(lower(name)));
  const changed = namesIn(changes.map(([name]) => name));
  const kept = patch === null ? [] : Object.entries(before.headers).filter(([name]) => !changed.has(lower(name)));
  const set = changes.filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries([...kept, ...set]);
}

/** The names, in lower case, of the headers that lose their value in a patch. The values needn't be known for it. */
export function replacedHeaders(before: CustomHeaders, { headers }: HeadersPatch): Set<string> {
  if (headers === null) return namesIn(Object.keys(before.headers));
  return namesIn(Object.entries(headers ?? {}).flatMap(([name, value]) => (value === MASKED ? [] : [name])));
}

/** A patch must not reveal a hidden value. A header that is no longer sensitive needs a new value. */
export function revealedProblems(before: CustomHeaders, after: CustomHeaders, { headers }: HeadersPatch): Problem[] {
  const hidden = namesIn(after.sensitiveHeaders ?? []);
  const given = namesIn(Object.entries(headers ?? {}).flatMap(([name, value]) => (value === MASKED ? [] : [name])));
  const there = namesIn(Object.keys(after.headers));
  return (before.sensitiveHeaders ?? [])
    .filter((name) => there.has(lower(name)) && !hidden.has(lower(name)) && !given.has(lower(name)))
    .map((name) => ({
      path: "/sensitiveHeaders",
      message: `can't leave out ${name} unless the patch sets a new value for it`,
    }));
}

const lower = (name: string): string => name.toLowerCase();
const namesIn = (names: string[]): Set<string> => new Set(names.map(lower));
