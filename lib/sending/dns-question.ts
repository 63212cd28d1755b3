import type { LookupAddress, Resolver } from "node:dns";
import { isIP } from "node:net";
import type { LookupAll } from "./guarded-lookup.ts";

type Failure = NodeJS.ErrnoException;

/**
 * How long the addresses of one family wait for those of the other (the idea is RFC 8305's, section 3). IPv6 addresses
 * alone are often of no use, so they wait until c-ares has asked for a lost IPv4 answer again.
 */
const IPV4_WAITS_MS = 500;
const IPV6_WAITS_MS = 3_000;

/**
 * Asks DNS for a name's IPv4 and IPv6 addresses at once, and calls back exactly once, IPv4 addresses first. An error
 * has a code of c-ares (https://nodejs.org/docs/latest-v24.x/api/dns.html#error-codes).
 */
export function askBothFamilies(
  resolver: Resolver,
  hostname: string,
  deadlineMs: number,
  callback: Parameters<LookupAll>[2],
): void {
  const found: LookupAddress[] = [];
  const failures: Failure[] = [];
  let pending = 2;
  let timer = setTimeout(finish, deadlineMs);

  function onAnswer(error: Failure | null, addresses: string[] = []): void {
    if (pending === 0) return;
    pending--;
    if (error) failures.push(error);
    found.push(...addresses.map(withFamily));
    if (pending === 0) finish();
    else if (found[0]) waitLess(found[0].family === 4 ? IPV4_WAITS_MS : IPV6_WAITS_MS);
  }

  function waitLess(waitMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(finish, Math.min(waitMs, deadlineMs));
  }

  function finish(): void {
    clearTimeout(timer);
    if (pending > 0) failures.push(Object.assign(new Error("ETIMEOUT"), { code: "ETIMEOUT" }));
    pending = 0;
    if (found.length > 0) callback(null, found.toSorted(byFamily));
    else callback(worst(failures), []);
  }

  ask(() => resolver.resolve4(hostname, onAnswer), onAnswer);
  ask(() => resolver.resolve6(hostname, onAnswer), onAnswer);
}

/** Node throws if c-ares rejects a question at once. */
function ask(question: () => void, onFailure: (error: Failure) => void): void {
  try {
    question();
  } catch (error) {
    process.nextTick(onFailure, error as Failure);
  }
}

/** Adds its family to an address. */
export const withFamily = (address: string): LookupAddress => ({ address, family: isIP(address) });

const byFamily = (a: LookupAddress, b: LookupAddress): number => a.family - b.family;

/** The failure that says most: "no such name" counts only if both questions got that answer. */
const worst = (failures: Failure[]): Failure | null =>
  failures.find(({ code }) => code !== "ENOTFOUND" && code !== "ENODATA") ??
  failures.find(({ code }) => code === "ENOTFOUND") ??
  failures[0] ??
  null;
