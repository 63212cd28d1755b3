import { expect, it } from "vitest";
import { failureWords } from "../../../lib/core/delivery/failure-words.ts";
import type { FailureClass } from "../../../lib/core/model.ts";

it.each<[FailureClass, RegExp]>([
  ["dns", /host name could not be resolved/],
  ["connect", /server is down, or a firewall/],
  ["tls", /check the certificate/],
  ["timeout-dns", /within the time limit/],
  ["timeout-connect", /did not accept the connection within/],
  ["timeout-tls", /secure connection was not set up within/],
  ["timeout-headers", /did not answer within/],
  ["too-slow", /did not end within/],
  ["blocked-address", /not public/],
  ["protocol", /not proper HTTP/],
  ["http-102", /status 102, which is not a final answer/],
  ["http-302", /status 302, a redirect: those are not followed/],
  ["http-401", /status 401: .*verify the signature/],
  ["http-404", /status 404: nothing is at/],
  ["http-410", /wants no more events/],
  ["http-418", /status 418: it refused/],
  ["http-500", /status 500: something went wrong on its side/],
  ["http-503", /not available/],
])("%s is put into one sentence", (failure, words) => {
  const text = failureWords(failure);
  expect(text).toMatch(words);
  expect(text).toMatch(/^[A-Z][^.]*\.$/);
});
