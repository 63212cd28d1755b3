import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { signStandard, standard } from "../../lib/dialects/standard.ts";
import { sampleEvent, subscriptionOf } from "../support/factories.ts";
import { publishedVectors } from "../support/published-vectors.ts";

const render = (data: string, secrets: string[], nowMs = Date.now()) =>
  standard.render({
    event: sampleEvent({ type: "invoice.paid", data }),
    subscription: subscriptionOf(),
    deliveryId: "dlv_1",
    secrets,
    nowMs,
  });

describe("the standard dialect", () => {
  it.each(publishedVectors)("signs the published vector $id", ({ secret, id, timestamp, body, signature }) => {
    expect(signStandard([secret], id, timestamp, Buffer.from(body))).toBe(signature);
  });

  it("is accepted by the reference verifier for any data", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const secret = standard.generateSecret();
        const { headers, body } = render(JSON.stringify(value), [secret]);
        expect(new Webhook(secret).verify(body.toString(), headers)).toEqual({
          type: "invoice.paid",
          timestamp: "2026-01-01T00:00:00.000Z",
          data: JSON.parse(JSON.stringify(value)),
        });
      }),
    );
  });

  it("is rejected if a byte of the body differs", () => {
    const secret = standard.generateSecret();
    const { headers, body } = render('{"amount":1}', [secret]);
    expect(() => new Webhook(secret).verify(body.toString().replace("1}", "2}"), headers)).toThrow();
  });

  it("signs with every secret, newest first", () => {
    const secrets = [standard.generateSecret(), standard.generateSecret()];
    const { headers, body } = render("{}", secrets);
    for (const secret of secrets) expect(new Webhook(secret).verify(body.toString(), headers)).toBeTruthy();
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(2);
  });

  it("carries the data unchanged", () => {
    const data = '{"n":12345678901234567890, "e":1e400,"__proto__":-0}';
    expect(render(data, [standard.generateSecret()]).body.toString()).toContain(`"data":${data}}`);
  });

  it("has a new timestamp and the same id on every attempt", () => {
    const secret = standard.generateSecret();
    const first = render("{}", [secret], 1000_000).headers;
    const second = render("{}", [secret], 2000_000).headers;
    expect([first["webhook-timestamp"], second["webhook-timestamp"]]).toEqual(["1000", "2000"]);
    expect(second["webhook-id"]).toBe(first["webhook-id"]);
  });

  it.each([
    ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", undefined],
    ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must be whsec_ followed by base64"],
    ["whsec_with space", "must be whsec_ followed by base64"],
    ["whsec_c2hvcnQ=", "must hold 24 to 64 bytes"],
    [`whsec_${Buffer.alloc(65).toString("base64")}`, "must hold 24 to 64 bytes"],
  ])("checks the secret %s: %s", (secret, problem) => {
    expect(standard.secretProblem(secret)).toBe(problem);
  });

  it("accepts its own secrets", () => {
    expect(standard.secretProblem(standard.generateSecret())).toBeUndefined();
  });
});
