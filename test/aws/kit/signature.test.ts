import { createHash } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { HttpRequest } from "@smithy/core/transport";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requestSigner, type SigningCredentials, type Unsigned } from "../../../lib/aws/kit/signature.ts";

const visible = fc.stringMatching(/^[!-~]{1,40}$/);

const unsigned = fc.record({
  path: fc.stringMatching(/^\/([A-Za-z0-9_~%-]{1,8}\/){0,3}$/),
  headers: fc.record({ host: visible, "content-type": visible, "x-amz-target": visible }),
  body: fc.string({ unit: "grapheme" }),
});

const credentials = fc.record(
  { accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/), secretAccessKey: visible, sessionToken: visible },
  { requiredKeys: ["accessKeyId", "secretAccessKey"] },
);

const time = fc.date({ min: new Date("2026-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });

/** Adds the header with the body's hash. Without it, the SDK would add and sign the header itself. */
const withBodyHash = (request: Unsigned): Unsigned => {
  const digest = createHash("sha256").update(request.body).digest("hex");
  return { ...request, headers: { ...request.headers, "x-amz-content-sha256": digest } };
};

async function bySdk(region: string, request: Unsigned, of: SigningCredentials, signingDate: Date) {
  const client = new DynamoDBClient({ region, credentials: of });
  const signer = await client.config.signer();
  const { headers } = await signer.sign(new HttpRequest({ ...request, method: "POST" }), { signingDate });
  client.destroy();
  return headers;
}

describe("requestSigner", () => {
  it("signs as the SDK does", async () => {
    const region = fc.constantFrom("eu-west-1", "cn-north-1", "us-gov-west-1");
    const property = fc.asyncProperty(region, unsigned, credentials, time, async (name, request, of, at) => {
      const hashed = withBodyHash(request);
      expect(requestSigner("dynamodb", name)(hashed, of, at)).toEqual(await bySdk(name, hashed, of, at));
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it("uses a new key for each day and each secret", async () => {
    const sign = requestSigner("dynamodb", "eu-west-1");
    const request = withBodyHash({ path: "/", headers: { host: "h" }, body: "{}" });
    const [one, other] = ["one", "other"].map((secretAccessKey) => ({ accessKeyId: "AKIA", secretAccessKey }));
    const days = [new Date("2026-01-01T23:59:59Z"), new Date("2026-01-02T00:00:00Z")];
    for (const of of [one, other, one]) {
      for (const day of days) {
        if (of) expect(sign(request, of, day)).toEqual(await bySdk("eu-west-1", request, of, day));
      }
    }
    expect.assertions(6);
  });
});
