import { expect, test } from "vitest";
import { createRouter } from "../../../lib/local/http-api/router.ts";

const keys = [
  "GET /events/{id}",
  "GET /events/latest",
  "ANY /events/{id}",
  "GET /events/{id}/deliveries",
  "GET /files/{path+}",
  "ANY /files/{path+}",
  "POST /events",
];
const cases: [method: string, path: string, key: string | undefined, parameters?: Record<string, string>][] = [
  ["POST", "events", "POST /events", {}],
  ["GET", "events/latest", "GET /events/latest", {}],
  ["GET", "events/e1", "GET /events/{id}", { id: "e1" }],
  ["DELETE", "events/e1", "ANY /events/{id}", { id: "e1" }],
  ["GET", "events/e1/deliveries", "GET /events/{id}/deliveries", { id: "e1" }],
  ["GET", "files/a/b/c", "GET /files/{path+}", { path: "a/b/c" }],
  ["PUT", "files/a", "ANY /files/{path+}", { path: "a" }],
  ["GET", "files", undefined],
  ["GET", "events", undefined],
  ["GET", "events/", undefined],
  ["GET", "events/e1/", undefined],
  ["GET", "", undefined],
];

test.each(cases)("%s /%s → %s", (method, path, key, pathParameters) => {
  const match = createRouter(keys.map((each) => ({ key: each, target: each })))(method, path.split("/"));
  expect(match?.route.target).toBe(key);
  expect(match?.pathParameters).toEqual(pathParameters);
});

test("$default gets the requests that match no other route", () => {
  const route = createRouter(["$default", "GET /a"].map((key) => ({ key, target: key })));
  expect(route("GET", ["a"])?.route.target).toBe("GET /a");
  expect(route("POST", ["a", "b"])?.route.target).toBe("$default");
});

test("an invalid route key is an error", () => {
  expect(() => createRouter([{ key: "/a", target: 1 }])).toThrow("not a route key: /a");
});
