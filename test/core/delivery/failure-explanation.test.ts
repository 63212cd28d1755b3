import { expect, it } from "vitest";
import { explainFailure } from "../../../lib/core/delivery/failure-explanation.ts";
import type { FailureClass } from "../../../lib/core/model/failure-class.ts";

it.each<[FailureClass, RegExp]>([
  ["dns", /host name could not be resolved/],
  ["connect", /server is down, or a firewall/],
  ["tls", /check the certificate/],
  ["timeout-dns", /within the time limit/],
  ["timeout-connect", /did not accept the connection within/],
  ["timeout-tls", /TLS handshake did not end within/],
  ["timeout-headers", /did not answer within/],
  ["too-slow", /did not finish within/],
  ["blocked-address", /not public/],
  ["protocol", /not valid HTTP/],
  ["http-102", /status 102, which is not a final answer/],
  ["http-299", /status 299, which is not a final answer/],
  ["http-300", /status 300, a redirect/],
  ["http-399", /status 399, a redirect/],
  ["http-400", /status 400: .*could not read the body or verify/],
  ["http-403", /status 403: .*wrong secret or a firewall/],
  ["http-405", /status 405: .*doesn't accept POST/],
  ["http-413", /status 413: the event is too large/],
  ["http-429", /status 429: .*too many requests/],
  ["http-499", /status 499: it rejected/],
  ["http-502", /status 502: the proxy in front of it could not reach it/],
  ["http-504", /status 504: the proxy in front of it timed out/],
  ["http-302", /status 302, a redirect, which Posthorn does not follow/],
  ["http-401", /status 401: .*verify the signature/],
  ["http-404", /status 404: there is nothing at/],
  ["http-410", /doesn't want any more events/],
  ["http-418", /status 418: it rejected/],
  ["http-500", /status 500: something went wrong on its side/],
  ["http-503", /unavailable/],
])("%s is explained in one sentence", (failure, words) => {
  const text = explainFailure(failure);
  expect(text).toMatch(words);
  expect(text).toMatch(/^[A-Z][^.]*\.$/);
});
