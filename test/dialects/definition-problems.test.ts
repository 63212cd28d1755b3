import { describe, expect, it } from "vitest";
import type { BodyTemplate, DialectDefinition } from "../../lib/dialects/definition.ts";
import { definitionProblems } from "../../lib/dialects/definition-problems.ts";

const problemsOf = (fields: Partial<DialectDefinition>) =>
  definitionProblems({ name: "mine", algorithm: "hmac-sha256", signatureHeader: "x-sig", body: "{data}", ...fields });

const SEPARATE = "must have a separator between two placeholders, or a receiver can't tell them apart";
const NO_BODY = "must have {body} once, or the body isn't signed";
const NO_SIGNATURE = "must have {signature} once, or no secret is used";
const SIGNED_BUT_SHARED = "can't be used with a shared secret, which signs nothing";

describe("a definition without problems", () => {
  it.each<[string, Partial<DialectDefinition>]>([
    ["that is minimal", {}],
    ["with a list", { signature: "t={timestamp},v1={signature}", separator: ",", signedText: "{timestamp}.{body}" }],
    [
      "with headers for what it signs",
      { signedText: "{id}.{timestamp}.{body}", idHeader: "x-id", timestampHeader: "x-t" },
    ],
    ["with further headers", { headers: { "x-all": "{id} {timestamp} {deliveryId} {type}" } }],
    ["with a shared secret", { algorithm: "shared-secret", keyForm: "text" }],
    ["with ed25519", { algorithm: "ed25519", encoding: "base64" }],
    ["with every placeholder in its body", { body: ["{data}", "{occurredAtSeconds}", "{id}{ulid}{evtId} {type}"] }],
    ["with values in its body", { body: { a: 1, b: null, c: true, d: ["{tenantId}-{occurredAt}"] } }],
  ])("%s", (_case, fields) => {
    expect(problemsOf(fields)).toEqual([]);
  });
});

describe("a definition", () => {
  it.each<[string, Partial<DialectDefinition>, string, string | RegExp]>([
    ["whose header has no signature", { signature: "none" }, "/signature", NO_SIGNATURE],
    [
      "whose header has two signatures",
      { signature: "{signature},{signature}", separator: "," },
      "/signature",
      NO_SIGNATURE,
    ],
    [
      "whose header runs together",
      { signature: "{timestamp}.{signature}", timestampHeader: "x-t" },
      "/signature",
      SEPARATE,
    ],
    ["whose header isn't ASCII", { signature: "é{signature}" }, "/signature", "must be printable ASCII"],
    [
      "whose header has an unknown placeholder",
      { signature: "{signature},{id}", separator: "," },
      "/signature",
      "has an unknown placeholder {id}: it can use {signature}, {timestamp}",
    ],
    [
      "that signs a shared secret",
      { algorithm: "shared-secret", signedText: "{body}" },
      "/signedText",
      SIGNED_BUT_SHARED,
    ],
    ["that doesn't sign the body", { signedText: "text" }, "/signedText", NO_BODY],
    ["that signs the body twice", { signedText: "{body}{body}" }, "/signedText", NO_BODY],
    ["that signs an id that it doesn't send", { signedText: "{id}.{body}" }, "/idHeader", /^is required: .*\{id\}/],
    [
      "that signs a time that it doesn't send",
      { signedText: "{timestamp}.{body}" },
      "/timestampHeader",
      /^is required: .*\{timestamp\}/,
    ],
    [
      "of ed25519 with a form",
      { algorithm: "ed25519", keyForm: "text" },
      "/keyForm",
      "can't be used with ed25519, whose keys start with whsk_",
    ],
    [
      "of a shared secret with another form",
      { algorithm: "shared-secret", keyForm: "base64" },
      "/keyForm",
      "must be text with a shared secret",
    ],
    [
      "that signs an unknown placeholder",
      { signedText: "{type}.{body}" },
      "/signedText",
      "has an unknown placeholder {type}: it can use {id}, {timestamp}, {body}",
    ],
    [
      "that signs an id without an end",
      { signedText: "{id}-{body}", idHeader: "x-id" },
      "/signedText",
      /ambiguous: .*\{id\}/,
    ],
    [
      "that signs a time without an end",
      { signedText: "{timestamp}1{body}", timestampHeader: "x-t" },
      "/signedText",
      /ambiguous: .*\{timestamp\}/,
    ],
    ["that signs an id without a start", { signedText: "{body}_{id}", idHeader: "x-id" }, "/signedText", /ambiguous/],
    ["with a header that isn't one", { signatureHeader: "x y" }, "/signatureHeader", "is not a header name"],
    ["with a header of HTTP", { idHeader: "host" }, "/idHeader", "may not be set"],
    ["with a header of Posthorn", { timestampHeader: "posthorn-hop" }, "/timestampHeader", "is set by Posthorn"],
    ["with one header twice", { idHeader: "X-Sig" }, "/idHeader", "repeats the name of another header"],
    ["with one header again", { headers: { "X-SIG": "a" } }, "/headers/X-SIG", "repeats the name of another header"],
    ["with a header's value that can't be sent", { headers: { "x-a/b": "é" } }, "/headers/x-a~1b", /./],
    [
      "with an unknown placeholder in a header",
      { headers: { "x-a": "{body}" } },
      "/headers/x-a",
      "has an unknown placeholder {body}: it can use {id}, {timestamp}, {deliveryId}, {type}",
    ],
    [
      "with an unknown placeholder deep in its body",
      { body: { a: [1, { "b/c": "{deliveryId}" }] } },
      "/body/a/1/b~1c",
      "has an unknown placeholder {deliveryId}: it can use {id}, {ulid}, {evtId}, {type}, {tenantId}, {occurredAt}",
    ],
    [
      "with the data inside a text",
      { body: { a: "x{data}" } as BodyTemplate },
      "/body/a",
      /^has an unknown placeholder \{data\}/,
    ],
  ])("%s is rejected", (_case, fields, path, message) => {
    expect(problemsOf(fields)).toContainEqual({
      path,
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });

  it("with several problems names each of them", () => {
    const paths = problemsOf({ signature: "x", signedText: "y", signatureHeader: "a b", body: "{z}" }).map(
      ({ path }) => path,
    );
    expect(paths).toEqual(["/signature", "/signedText", "/signatureHeader", "/body"]);
  });
});
