import { expect, it } from "vitest";
import { localUrl } from "../../lib/cli/listen/local-url.ts";

it.each([
  ["3000", "http://localhost:3000/"],
  [":3000", "http://localhost:3000/"],
  ["3000/hook?a=1", "http://localhost:3000/hook?a=1"],
  [":3000/hook", "http://localhost:3000/hook"],
  ["/hook", "http://localhost/hook"],
  ["?a=1", "http://localhost/?a=1"],
  ["localhost", "http://localhost/"],
  ["localhost:3000/x", "http://localhost:3000/x"],
  ["[::1]:3000", "http://[::1]:3000/"],
  ["127.0.0.1:3000/hook", "http://127.0.0.1:3000/hook"],
  ["host.docker.internal:3000", "http://host.docker.internal:3000/"],
  ["http://3000/hook", "http://localhost:3000/hook"],
  ["http://:3000", "http://localhost:3000/"],
  ["HTTPS://localhost:3000/hook", "https://localhost:3000/hook"],
  [" 3000 ", "http://localhost:3000/"],
])("%s is %s", (given, url) => {
  expect(localUrl(given).href).toBe(url);
});

it.each([
  "",
  "http://",
  "65536",
  "0",
  ":0/hook",
  "localhost:0",
  "localhost:x",
  "ftp://localhost/",
  "::1",
  "0x0bb8",
  "1.2",
  "http://0x7f.1/",
])("'%s' is rejected", (given) => {
  expect(() => localUrl(given)).toThrow("--forward-to must be a URL");
});
