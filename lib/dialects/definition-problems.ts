import type { Problem } from "../core/errors.ts";
import { jsonPointer } from "../core/kit/json-pointer.ts";
import { customHeaderProblem } from "../core/subscription/custom-headers.ts";
import type { BodyTemplate, DialectDefinition } from "./definition.ts";
import { undelimitedValue } from "./signed-text-ambiguity.ts";

/** Finds why receivers couldn't verify what a definition sends, or why it couldn't be sent at all. */
export function definitionProblems(definition: DialectDefinition): Problem[] {
  return [
    ...signatureProblems(definition),
    ...signedTextProblems(definition),
    ...headerNameProblems(definition),
    ...headerValueProblems(definition),
    ...bodyProblems(definition.body, ["body"]),
  ];
}

const namesIn = (template: string): string[] => [...template.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name = ""]) => name);

function unknownNames(template: string, known: readonly string[], path: string): Problem[] {
  const names = known.map((name) => `{${name}}`).join(", ");
  return namesIn(template)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path, message: `has an unknown placeholder {${name}}: it can use ${names}` }));
}

function signatureProblems({ signature = "{signature}", separator }: DialectDefinition): Problem[] {
  const path = "/signature";
  const entries = (separator ? signature.split(separator) : [signature]).map(namesIn);
  const signatures = entries.flat().filter((name) => name === "signature").length;
  return [
    ...unknownNames(signature, ["signature", "timestamp"], path),
    ...(signatures === 1 ? [] : [{ path, message: "must have {signature} once, or no secret is used" }]),
    ...(entries.every((names) => names.length <= 1)
      ? []
      : [{ path, message: "must have a separator between two placeholders, or a receiver can't tell them apart" }]),
    ...(/^[\x20-\x7e]*$/.test(signature) ? [] : [{ path, message: "must be printable ASCII" }]),
  ];
}

function signedTextProblems(definition: DialectDefinition): Problem[] {
  const { algorithm, signedText, signature = "", idHeader, timestampHeader, keyForm } = definition;
  const path = "/signedText";
  const used = namesIn(signedText ?? "{body}");
  const shared = algorithm === "shared-secret";
  const isTimed = timestampHeader !== undefined || namesIn(signature).includes("timestamp");
  const checks: [wrong: boolean, path: string, message: string][] = [
    [shared && signedText !== undefined, path, "can't be used with a shared secret, which signs nothing"],
    [
      !shared && used.filter((name) => name === "body").length !== 1,
      path,
      "must have {body} once, or the body isn't signed",
    ],
    [used.includes("id") && !idHeader, "/idHeader", "is required: a receiver must know the {id} that is signed"],
    [
      used.includes("timestamp") && !isTimed,
      "/timestampHeader",
      "is required: a receiver must know the {timestamp} that is signed",
    ],
    [
      algorithm === "ed25519" && keyForm !== undefined,
      "/keyForm",
      "can't be used with ed25519, whose keys start with whsk_",
    ],
    [shared && keyForm !== undefined && keyForm !== "text", "/keyForm", "must be text with a shared secret"],
  ];
  const found = checks.flatMap(([wrong, at, message]) => (wrong ? [{ path: at, message }] : []));
  const unknown = unknownNames(signedText ?? "", ["id", "timestamp", "body"], path);
  return [...unknown, ...found, ...ambiguityProblems(signedText ?? "", path)];
}

function ambiguityProblems(signedText: string, path: string): Problem[] {
  const name = undelimitedValue(signedText);
  const message = `is ambiguous: put a separator that {${name}} can't contain, such as a dot, between it and {body}`;
  return name === undefined ? [] : [{ path, message }];
}

function headerNameProblems(definition: DialectDefinition): Problem[] {
  const seen = new Set<string>();
  return headersIn(definition).flatMap(([path, name]) => {
    const lower = name.toLowerCase();
    const repeated = seen.has(lower) ? "repeats the name of another header" : undefined;
    seen.add(lower);
    const message = customHeaderProblem(name, "", []) ?? repeated;
    return message ? [{ path, message }] : [];
  });
}

/** Each header's path in the definition, and its name. */
function headersIn({ signatureHeader, idHeader, timestampHeader, headers = {} }: DialectDefinition) {
  const own: [string, string | undefined][] = [
    ["/signatureHeader", signatureHeader],
    ["/idHeader", idHeader],
    ["/timestampHeader", timestampHeader],
  ];
  const further = Object.keys(headers).map((name): [string, string] => [jsonPointer(["headers", name]), name]);
  return [...own, ...further].filter((entry): entry is [string, string] => entry[1] !== undefined);
}

function headerValueProblems({ headers = {} }: DialectDefinition): Problem[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const path = jsonPointer(["headers", name]);
    const message = customHeaderProblem("x", value, []);
    const unknown = unknownNames(value, ["id", "timestamp", "deliveryId", "type"], path);
    return message ? [{ path, message }, ...unknown] : unknown;
  });
}

/** Placeholders that are a whole string of the body, and placeholders that may stand within one. */
const WHOLE = ["{data}", "{occurredAtSeconds}"];
const WITHIN = ["id", "ulid", "evtId", "type", "tenantId", "occurredAt"];

function bodyProblems(template: BodyTemplate, path: PropertyKey[]): Problem[] {
  if (typeof template === "string") {
    return WHOLE.includes(template) ? [] : unknownNames(template, WITHIN, jsonPointer(path));
  }
  if (typeof template !== "object" || template === null) return [];
  return Object.entries(template).flatMap(([key, value]) => bodyProblems(value, [...path, key]));
}
