import { insideFString, insidePattern, longText } from "./code-literals.ts";
import { duplicatesComment, secretName } from "./receiver-comments.ts";
import type { Around, ReceiverScheme, SignedPiece } from "./receiver-scheme.ts";

/** A receiver for Python, as one file. */
export function pythonReceiver(scheme: ReceiverScheme, title: string): string {
  const { algorithm, timestamp } = scheme;
  const secret = secretName(scheme);
  const isKeyPair = algorithm === "ed25519";
  return [
    `# ${title} Needs Python 3.9 or later, and ${isKeyPair ? "the package cryptography: Python itself has no ed25519." : "no package."}`,
    `# Run it: ${secret}=... PORT=3000 python3 receiver.py`,
    ...modules(scheme).map((name) => `import ${name}`),
    "from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer",
    ...(isKeyPair
      ? [
          "",
          "from cryptography.exceptions import InvalidSignature",
          "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey",
        ]
      : []),
    "",
    "MAX_BYTES = 1024 * 1024",
    ...(timestamp ? ["TOLERANCE_SECONDS = 300"] : []),
    "",
    ...secretLines(scheme, secret),
    "",
    "",
    "def is_authentic(headers, body):",
    ...checks(scheme).map((line) => `    ${line}`),
    "",
    "",
    ...(isKeyPair ? VERIFICATION : []),
    "class Receiver(BaseHTTPRequestHandler):",
    "    def do_POST(self):",
    '        size = int(self.headers.get("content-length", 0))',
    "        if not 0 <= size <= MAX_BYTES:",
    "            return self.answer(413)",
    "        # The signature covers these bytes: check them before anything parses them.",
    "        body = self.rfile.read(size)",
    "        if not is_authentic(self.headers, body):",
    "            return self.answer(400)",
    "        self.answer(204)",
    `        # ${duplicatesComment(scheme)}`,
    '        print("Received", json.loads(body), flush=True)',
    "",
    "    def answer(self, status):",
    "        self.send_response(status)",
    "        self.end_headers()",
    "",
    "",
    'ThreadingHTTPServer(("", int(os.environ.get("PORT", 3000))), Receiver).serve_forever()',
    "",
  ].join("\n");
}

function modules({ algorithm, keyForm, encoding, timestamp, idHeader }: ReceiverScheme): string[] {
  const used: [name: string, isUsed: boolean][] = [
    [
      "base64",
      algorithm === "ed25519" || (algorithm === "hmac-sha256" && (keyForm !== "text" || encoding === "base64")),
    ],
    ["hashlib", algorithm !== "ed25519"],
    ["hmac", algorithm !== "ed25519"],
    ["json", true],
    ["os", true],
    ["re", timestamp !== undefined || idHeader !== undefined],
    ["time", timestamp !== undefined],
  ];
  return used.flatMap(([name, isUsed]) => (isUsed ? name : []));
}

function secretLines({ algorithm, keyForm }: ReceiverScheme, secret: string): string[] {
  const lines = [
    "# During a rotation, set the previous one too.",
    `secrets = [os.environ.get(name) for name in ("${secret}", "${secret}_PREVIOUS")]`,
    "secrets = [secret for secret in secrets if secret]",
    "if not secrets:",
    `    raise SystemExit("Set ${secret}")`,
  ];
  if (algorithm === "ed25519") {
    return [
      ...lines,
      "keys = [",
      '    Ed25519PublicKey.from_public_bytes(base64.b64decode(text.removeprefix("whpk_")))',
      "    for text in secrets",
      "]",
    ];
  }
  if (algorithm === "shared-secret") return lines;
  if (keyForm === "text") return [...lines, "keys = [secret.encode() for secret in secrets]"];
  const text = keyForm === "whsec_" ? 'secret.removeprefix("whsec_")' : "secret";
  return [
    ...lines,
    `keys = [base64.b64decode(${text}) for secret in secrets]`,
    "if not all(keys):",
    '    raise SystemExit("A secret must be base64")',
  ];
}

function checks(scheme: ReceiverScheme): string[] {
  const { algorithm, signatureHeader, separator, encoding, entry } = scheme;
  const header = `headers.get(${longText(signatureHeader)}, "")`;
  const list = separator ? `[entry.strip() for entry in ${header}.split(${longText(separator)})]` : `[${header}]`;
  const start = [`entries = ${list}`, ...idChecks(scheme), ...timeChecks(scheme)];
  if (algorithm === "shared-secret") {
    return [
      ...start,
      "# Hashes, so that the time tells nothing about the secret, not even its length.",
      `expected = [hashlib.sha256(${text(entry, "secret")}.encode()).digest() for secret in secrets]`,
      "given = [hashlib.sha256(entry.encode()).digest() for entry in entries]",
      "return any(hmac.compare_digest(a, b) for a in given for b in expected)",
    ];
  }
  const signed = `signed = ${signedText(scheme)}`;
  if (algorithm === "ed25519") return [...start, signed, ...keyPairChecks(scheme)];
  const digest = encoding === "hex" ? "mac.hexdigest()" : "base64.b64encode(mac.digest()).decode()";
  return [
    ...start,
    signed,
    "for key in keys:",
    "    mac = hmac.new(key, signed, hashlib.sha256)",
    `    signature = ${digest}`,
    `    expected = ${text(entry, "signature")}.encode()`,
    "    if any(hmac.compare_digest(entry.encode(), expected) for entry in entries):",
    "        return True",
    "return False",
  ];
}

function keyPairChecks({ encoding, entry: { before, after } }: ReceiverScheme): string[] {
  const decode = encoding === "hex" ? "bytes.fromhex" : "base64.b64decode";
  return [
    `before, after = ${longText(before)}, ${longText(after)}`,
    "for entry in entries:",
    "    if entry.startswith(before) and entry.endswith(after):",
    "        text = entry.removeprefix(before).removesuffix(after)",
    `        if any(fits(key, ${decode}, text, signed) for key in keys):`,
    "            return True",
    "return False",
  ];
}

const VERIFICATION = [
  "def fits(key, decode, text, signed):",
  "    try:",
  "        key.verify(decode(text), signed)",
  "        return True",
  "    except (InvalidSignature, ValueError):",
  "        return False",
  "",
  "",
];

const idChecks = ({ idHeader }: ReceiverScheme): string[] =>
  idHeader === undefined
    ? []
    : [`id = headers.get(${longText(idHeader)}, "")`, 'if not re.fullmatch("[A-Za-z0-9_-]+", id):', "    return False"];

function timeChecks({ timestamp }: ReceiverScheme): string[] {
  if (!timestamp) return [];
  return [
    ...("header" in timestamp
      ? [`timestamp = headers.get(${longText(timestamp.header)}, "")`]
      : [
          `times = [re.fullmatch(${longText(pattern(timestamp.entry))}, entry) for entry in entries]`,
          'timestamp = next((time[1] for time in times if time), "")',
        ]),
    'if not re.fullmatch("[0-9]{1,12}", timestamp):',
    "    return False",
    "if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:",
    "    return False",
  ];
}

const pattern = ({ before, after }: Around): string => `${insidePattern(before)}([0-9]+)${insidePattern(after)}`;

/** A value with the text around it, or the value alone. */
const text = ({ before, after }: Around, name: string): string =>
  before + after === "" ? name : `f"${insideFString(before)}{${name}}${insideFString(after)}"`;

/** The signed bytes. */
function signedText({ signed }: ReceiverScheme): string {
  const bodyAt = signed.findIndex((piece) => "value" in piece && piece.value === "body");
  const [before, after] = [signed.slice(0, bodyAt), signed.slice(bodyAt + 1)].map((pieces) =>
    pieces.length > 0 ? `f"${pieces.map(inFString).join("")}".encode()` : undefined,
  );
  return [before, "body", after].filter((part) => part !== undefined).join(" + ");
}

const inFString = (piece: SignedPiece): string => ("text" in piece ? insideFString(piece.text) : `{${piece.value}}`);
