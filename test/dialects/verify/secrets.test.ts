import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type DialectName, verify } from "../../../lib/dialects/verify/index.ts";
import { samplePost } from "./product-senders.ts";
import { verifyOutcome } from "./receiving.ts";

const request = { headers: { "webhook-id": "evt_1" }, body: samplePost().body };

const seed = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }).d ?? "";

describe("a secret that isn't in the dialect's form", () => {
  it.each<[string, DialectName, string]>([
    ["without its prefix", "standard", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ["with nothing after the prefix", "standard", "whsec_"],
    ["with padding alone", "standard", "whsec_="],
    ["not in base64", "standard", "whsec_not base64!"],
    ["with a length that base64 can't have", "standard", "whsec_AAAAA"],
    ["in url-safe base64", "standard", "whsec_-_-_"],
    ["the private key", "standard", `whsk_${Buffer.from(seed, "base64url").toString("base64")}`],
    ["a public key that is too short", "standard", `whpk_${Buffer.alloc(31).toString("base64")}`],
    ["a public key that is too long", "standard", `whpk_${Buffer.alloc(33).toString("base64")}`],
    ["an empty public key", "standard", "whpk_"],
    ["a public key in a dialect without them", "witn", `whpk_${Buffer.alloc(32).toString("base64")}`],
  ])("is rejected: %s", async (_name, dialect, secrets) => {
    expect(await verifyOutcome(verify(request, { dialect, secrets }))).toBe("bad-secret");
  });

  it("is not repeated in the error", async () => {
    const refused = verify(request, { dialect: "standard", secrets: "hunter2" });
    await expect(refused).rejects.toMatchObject({ name: "VerificationError", reason: "bad-secret" });
    await expect(refused).rejects.not.toThrow(/hunter2/);
  });
});

describe("a dialect", () => {
  it.each(["nobodys", "toString", "__proto__", ""])("with an unknown name is rejected: %j", async (dialect) => {
    const options = { dialect: dialect as DialectName, secrets: "x" };
    await expect(verify(request, options)).rejects.toThrow(TypeError);
  });
});
