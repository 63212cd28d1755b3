import { expect, test } from "vitest";
import { isNetworkDown, isUnreached } from "../../../lib/core/health/network.ts";

const THREE = ["a", "b", "c"];

test("the network is down if most POSTs of three tenants reach nothing", () => {
  expect(isNetworkDown({ tenants: THREE, unreached: 3, reached: 0 }, 0)).toBe(true);
  expect(isNetworkDown({ tenants: THREE, unreached: 11, reached: 10 }, 0)).toBe(true);
});

test("the network works if as many POSTs reach their endpoints, or only two tenants' don't", () => {
  expect(isNetworkDown({ tenants: THREE, unreached: 10, reached: 10 }, 0)).toBe(false);
  expect(isNetworkDown({ tenants: ["a", "b"], unreached: 500, reached: 0 }, 0)).toBe(false);
});

test("the network isn't down for longer than a quarter of an hour", () => {
  const window = { tenants: THREE, unreached: 3, reached: 0, downSinceMs: 1_000 };
  expect(isNetworkDown(window, 1_000 + 899_999)).toBe(true);
  expect(isNetworkDown(window, 1_000 + 900_000)).toBe(false);
});

test.each(["dns", "connect", "timeout-dns", "timeout-connect"] as const)("%s reaches nothing", (failure) => {
  expect(isUnreached({ failure })).toBe(true);
});

test.each(["tls", "timeout-tls", "timeout-headers", "too-slow", "protocol", "blocked-address", undefined] as const)(
  "%s says nothing about our network",
  (failure) => {
    expect(isUnreached(failure ? { failure } : {})).toBe(false);
  },
);
