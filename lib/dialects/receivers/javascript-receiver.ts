import { insidePattern, insideTemplate, javascriptText } from "./code-literals.ts";
import { duplicatesComment, secretName } from "./receiver-comments.ts";
import type { Around, ReceiverScheme, SignedPiece } from "./receiver-scheme.ts";

/** A receiver for Node, as one file. */
export function javascriptReceiver(scheme: ReceiverScheme, title: string): string {
  const secret = secretName(scheme);
  return [
    `// ${title} Needs Node 20 or later, and no package.`,
    `// Run it: ${secret}=… PORT=3000 node receiver.mjs`,
    `import { ${imports(scheme).join(", ")} } from "node:crypto";`,
    'import { createServer } from "node:http";',
    "",
    "const MAX_BYTES = 1024 * 1024;",
    ...(scheme.timestamp ? ["const TOLERANCE_SECONDS = 300;"] : []),
    "",
    ...secretLines(scheme, secret),
    "",
    "function isAuthentic(headers, body) {",
    ...checks(scheme).map((line) => `  ${line}`),
    "}",
    "",
    ...comparison(scheme),
    "createServer((request, response) => {",
    "  const answer = (status) => response.writeHead(status).end();",
    '  if (request.method !== "POST") return answer(405);',
    "  const chunks = [];",
    "  let size = 0;",
    '  request.on("data", (chunk) => {',
    "    size += chunk.length;",
    "    if (size > MAX_BYTES) request.destroy();",
    "    chunks.push(chunk);",
    "  });",
    '  request.on("end", () => {',
    "    // The signature covers these bytes: check them before anything parses them.",
    "    const body = Buffer.concat(chunks);",
    "    if (!isAuthentic(request.headers, body)) return answer(400);",
    "    answer(204);",
    `    // ${duplicatesComment(scheme)}`,
    '    console.log("Received", JSON.parse(body));',
    "  });",
    "}).listen(Number(process.env.PORT ?? 3000));",
    "",
  ].join("\n");
}

function imports({ algorithm }: ReceiverScheme): string[] {
  if (algorithm === "ed25519") return ["createPublicKey", "verify"];
  return algorithm === "shared-secret" ? ["createHash", "timingSafeEqual"] : ["createHmac", "timingSafeEqual"];
}

function secretLines({ algorithm, keyForm }: ReceiverScheme, secret: string): string[] {
  const lines = [
    `// During a rotation, set the previous one too.`,
    `const secrets = [process.env.${secret}, process.env.${secret}_PREVIOUS].filter(Boolean);`,
    `if (secrets.length === 0) throw new Error("Set ${secret}");`,
  ];
  if (algorithm === "ed25519") {
    return [
      ...lines,
      'const keys = secrets.map((text) => Buffer.from(text.replace(/^whpk_/, ""), "base64").toString("base64url"))',
      '  .map((x) => createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }));',
    ];
  }
  if (algorithm === "shared-secret" || keyForm === "text") return lines;
  const text = keyForm === "whsec_" ? 'secret.replace(/^whsec_/, "")' : "secret";
  return [
    ...lines,
    `const keys = secrets.map((secret) => Buffer.from(${text}, "base64"));`,
    'if (keys.some((key) => key.length === 0)) throw new Error("A secret must be base64");',
  ];
}

function checks(scheme: ReceiverScheme): string[] {
  const { algorithm, signatureHeader, separator, keyForm, encoding, entry } = scheme;
  const header = `headers[${javascriptText(signatureHeader)}] ?? ""`;
  const trimmed = separator === " " ? "" : ".map((entry) => entry.trim())";
  const list = separator ? `(${header}).split(${javascriptText(separator)})${trimmed}` : `[${header}]`;
  const start = [`const entries = ${list};`, ...idChecks(scheme), ...timeChecks(scheme)];
  if (algorithm === "shared-secret") {
    const expected = template(entry, "secret");
    return [...start, `return secrets.some((secret) => entries.some((entry) => isEqual(entry, ${expected})));`];
  }
  if (algorithm === "ed25519") {
    return [
      ...start,
      `const signed = Buffer.concat([${signedParts(scheme).join(", ")}]);`,
      "const signatures = entries",
      `  .filter((entry) => entry.startsWith(${javascriptText(entry.before)}) && entry.endsWith(${javascriptText(entry.after)}))`,
      `  .map((entry) => Buffer.from(entry.slice(${entry.before.length}, entry.length - ${entry.after.length}), "${encoding}"));`,
      "return keys.some((key) => signatures.some((signature) => verify(null, signed, key, signature)));",
    ];
  }
  const [keys, key] = keyForm === "text" ? ["secrets", "secret"] : ["keys", "key"];
  const updates = signedArguments(scheme).map((argument) => `.update(${argument})`);
  return [
    ...start,
    `return ${keys}.some((${key}) => {`,
    `  const signature = createHmac("sha256", ${key})${updates.join("")}.digest("${encoding}");`,
    `  return entries.some((entry) => isEqual(entry, ${template(entry, "signature")}));`,
    "});",
  ];
}

const idChecks = ({ idHeader }: ReceiverScheme): string[] =>
  idHeader === undefined
    ? []
    : [`const id = headers[${javascriptText(idHeader)}] ?? "";`, "if (!/^[\\w-]+$/.test(id)) return false;"];

function timeChecks({ timestamp }: ReceiverScheme): string[] {
  if (!timestamp) return [];
  const value =
    "header" in timestamp
      ? `headers[${javascriptText(timestamp.header)}] ?? ""`
      : `entries.map((entry) => /^${pattern(timestamp.entry)}$/u.exec(entry)?.[1]).find(Boolean) ?? ""`;
  return [
    `const timestamp = ${value};`,
    "if (!/^\\d{1,12}$/.test(timestamp)) return false;",
    "if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;",
  ];
}

const pattern = ({ before, after }: Around): string => `${insidePattern(before)}(\\d+)${insidePattern(after)}`;

/** A value with the text around it, or the value alone. */
const template = ({ before, after }: Around, name: string): string =>
  before + after === "" ? name : `\`${insideTemplate(before)}\${${name}}${insideTemplate(after)}\``;

/** The signed text before the body, the body, and the signed text after it. */
function signedArguments({ signed }: ReceiverScheme): string[] {
  const bodyAt = signed.findIndex((piece) => "value" in piece && piece.value === "body");
  const parts = [signed.slice(0, bodyAt), signed.slice(bodyAt + 1)].map(
    (pieces) => pieces.length > 0 && `\`${pieces.map(inTemplate).join("")}\``,
  );
  return [parts[0], "body", parts[1]].filter((part) => typeof part === "string");
}

const inTemplate = (piece: SignedPiece): string =>
  "text" in piece ? insideTemplate(piece.text) : `\${${piece.value}}`;

const signedParts = (scheme: ReceiverScheme): string[] =>
  signedArguments(scheme).map((part) => (part === "body" ? part : `Buffer.from(${part})`));

function comparison({ algorithm }: ReceiverScheme): string[] {
  if (algorithm === "ed25519") return [];
  if (algorithm === "shared-secret") {
    return [
      'const hash = (text) => createHash("sha256").update(text).digest();',
      "",
      "// The time that it takes tells nothing about the secret, not even its length.",
      "const isEqual = (given, expected) => timingSafeEqual(hash(given), hash(expected));",
      "",
    ];
  }
  return [
    "// The time that it takes doesn't tell where the texts differ.",
    "function isEqual(given, expected) {",
    "  const [a, b] = [Buffer.from(given), Buffer.from(expected)];",
    "  return a.length === b.length && timingSafeEqual(a, b);",
    "}",
    "",
  ];
}
