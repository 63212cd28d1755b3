import { insidePattern, longText } from "./code-literals.ts";
import { duplicatesComment, secretName } from "./receiver-comments.ts";
import type { Around, ReceiverScheme, SignedPiece } from "./receiver-scheme.ts";

/** A receiver for Go, as one file. */
export function goReceiver(scheme: ReceiverScheme, title: string): string {
  const secret = secretName(scheme);
  const { timestamp, idHeader } = scheme;
  return [
    `// ${title} Needs Go 1.22 or later, and no module.`,
    `// Run it: ${secret}=... PORT=3000 go run receiver.go`,
    "package main",
    "",
    "import (",
    ...packages(scheme).map((name) => `\t"${name}"`),
    ")",
    "",
    "const maxBytes = 1024 * 1024",
    ...(timestamp ? ["const toleranceSeconds = 300"] : []),
    "",
    ...(idHeader ? ["var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)"] : []),
    ...timeForm(scheme),
    "var keys [][]byte",
    "",
    "func main() {",
    "\t// During a rotation, set the previous one too.",
    `\tfor _, name := range []string{"${secret}", "${secret}_PREVIOUS"} {`,
    '\t\tif secret := os.Getenv(name); secret != "" {',
    "\t\t\tkeys = append(keys, keyOf(secret))",
    "\t\t}",
    "\t}",
    "\tif len(keys) == 0 {",
    `\t\tlog.Fatal("Set ${secret}")`,
    "\t}",
    '\tport := os.Getenv("PORT")',
    '\tif port == "" {',
    '\t\tport = "3000"',
    "\t}",
    '\thttp.HandleFunc("POST /", receive)',
    '\tlog.Fatal(http.ListenAndServe(":"+port, nil))',
    "}",
    "",
    ...keyOf(scheme),
    "func receive(w http.ResponseWriter, r *http.Request) {",
    "\t// The signature covers these bytes: check them before anything parses them.",
    "\tbody, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBytes))",
    "\tif err != nil || !isAuthentic(r.Header, body) {",
    "\t\tw.WriteHeader(http.StatusBadRequest)",
    "\t\treturn",
    "\t}",
    "\tw.WriteHeader(http.StatusNoContent)",
    `\t// ${duplicatesComment(scheme)}`,
    '\tlog.Printf("Received %s", body)',
    "}",
    "",
    "func isAuthentic(headers http.Header, body []byte) bool {",
    ...checks(scheme).map((line) => `\t${line}`),
    "}",
    "",
  ].join("\n");
}

function packages({ algorithm, keyForm, encoding, timestamp, idHeader, separator }: ReceiverScheme): string[] {
  const isHmac = algorithm === "hmac-sha256";
  const isKeyPair = algorithm === "ed25519";
  const used: [name: string, isUsed: boolean][] = [
    ["crypto/ed25519", isKeyPair],
    ["crypto/hmac", isHmac],
    ["crypto/sha256", !isKeyPair],
    ["crypto/subtle", algorithm === "shared-secret"],
    ["encoding/base64", isKeyPair || (isHmac && (keyForm !== "text" || encoding === "base64"))],
    ["encoding/hex", !(encoding === "base64") && algorithm !== "shared-secret"],
    ["io", true],
    ["log", true],
    ["net/http", true],
    ["os", true],
    ["regexp", idHeader !== undefined || timestamp !== undefined],
    ["strconv", timestamp !== undefined],
    ["strings", separator !== undefined || isKeyPair || (isHmac && keyForm === "whsec_")],
    ["time", timestamp !== undefined],
  ];
  return used.flatMap(([name, isUsed]) => (isUsed ? name : []));
}

const NO_TEXT: Around = { before: "", after: "" };

function timeForm({ timestamp }: ReceiverScheme): string[] {
  if (!timestamp) return [];
  const { before, after } = "entry" in timestamp ? timestamp.entry : NO_TEXT;
  const pattern = `^${insidePattern(before)}([0-9]{1,12})${insidePattern(after)}$`;
  return [`var timeForm = regexp.MustCompile(${longText(pattern)})`];
}

function keyOf({ algorithm, keyForm }: ReceiverScheme): string[] {
  if (algorithm === "shared-secret" || (algorithm === "hmac-sha256" && keyForm === "text")) {
    return ["func keyOf(secret string) []byte {", "\treturn []byte(secret)", "}", ""];
  }
  const prefix = algorithm === "ed25519" ? "whpk_" : keyForm === "whsec_" ? "whsec_" : "";
  const text = prefix ? `strings.TrimPrefix(secret, "${prefix}")` : "secret";
  const isWrong = algorithm === "ed25519" ? "len(key) != ed25519.PublicKeySize" : "len(key) == 0";
  return [
    "func keyOf(secret string) []byte {",
    `\tkey, err := base64.StdEncoding.DecodeString(${text})`,
    `\tif err != nil || ${isWrong} {`,
    '\t\tlog.Fatal("A secret must be base64")',
    "\t}",
    "\treturn key",
    "}",
    "",
  ];
}

function checks(scheme: ReceiverScheme): string[] {
  const { algorithm, signatureHeader, separator, encoding, entry } = scheme;
  const header = `headers.Get(${longText(signatureHeader)})`;
  const list = separator ? `strings.Split(${header}, ${longText(separator)})` : `[]string{${header}}`;
  const given = separator ? "strings.TrimSpace(entry)" : "entry";
  const start = [`entries := ${list}`, ...idChecks(scheme), ...timeChecks(scheme, given)];
  if (algorithm === "shared-secret") {
    return [
      ...start,
      ...eachEntry([
        "// Hashes, so that the time tells nothing about the secret, not even its length.",
        `given, expected := sha256.Sum256([]byte(${given})), sha256.Sum256([]byte(${text(entry, "string(key)")}))`,
        "if subtle.ConstantTimeCompare(given[:], expected[:]) == 1 {",
        "\treturn true",
        "}",
      ]),
    ];
  }
  const signed = `signed := append([]byte(${signedText(scheme, "before")}), body...)`;
  const after = signedText(scheme, "after");
  const signedLines = after === '""' ? [signed] : [signed, `signed = append(signed, ${after}...)`];
  if (algorithm === "ed25519") return [...start, ...signedLines, ...keyPairChecks(scheme, given)];
  const encoded =
    encoding === "hex" ? "hex.EncodeToString(mac.Sum(nil))" : "base64.StdEncoding.EncodeToString(mac.Sum(nil))";
  return [
    ...start,
    ...signedLines,
    "for _, key := range keys {",
    "\tmac := hmac.New(sha256.New, key)",
    "\tmac.Write(signed)",
    `\texpected := []byte(${text(entry, encoded)})`,
    "\tfor _, entry := range entries {",
    `\t\tif hmac.Equal([]byte(${given}), expected) {`,
    "\t\t\treturn true",
    "\t\t}",
    "\t}",
    "}",
    "return false",
  ];
}

const eachEntry = (lines: string[]): string[] => [
  "for _, key := range keys {",
  "\tfor _, entry := range entries {",
  ...lines.map((line) => `\t\t${line}`),
  "\t}",
  "}",
  "return false",
];

function keyPairChecks({ encoding, entry: { before, after } }: ReceiverScheme, given: string): string[] {
  const decode = encoding === "hex" ? "hex.DecodeString" : "base64.StdEncoding.DecodeString";
  return eachEntry([
    `text, isSignature := strings.CutPrefix(${given}, ${longText(before)})`,
    ...(after === "" ? [] : [`text, isEnded := strings.CutSuffix(text, ${longText(after)})`]),
    `signature, err := ${decode}(text)`,
    `if isSignature${after === "" ? "" : " && isEnded"} && err == nil && ed25519.Verify(key, signed, signature) {`,
    "\treturn true",
    "}",
  ]);
}

const idChecks = ({ idHeader }: ReceiverScheme): string[] =>
  idHeader === undefined
    ? []
    : [`id := headers.Get(${longText(idHeader)})`, "if !idForm.MatchString(id) {", "\treturn false", "}"];

function timeChecks({ timestamp }: ReceiverScheme, given: string): string[] {
  if (!timestamp) return [];
  const found =
    "header" in timestamp
      ? [`match := timeForm.FindStringSubmatch(headers.Get(${longText(timestamp.header)}))`]
      : [
          "var match []string",
          "for _, entry := range entries {",
          "\tif match == nil {",
          `\t\tmatch = timeForm.FindStringSubmatch(${given})`,
          "\t}",
          "}",
        ];
  return [
    ...found,
    "if match == nil {",
    "\treturn false",
    "}",
    "timestamp := match[1]",
    "seconds, _ := strconv.ParseInt(timestamp, 10, 64)",
    "if age := time.Now().Unix() - seconds; age > toleranceSeconds || age < -toleranceSeconds {",
    "\treturn false",
    "}",
  ];
}

/** A value with the text around it, or the value alone. */
const text = ({ before, after }: Around, value: string): string =>
  [before && longText(before), value, after && longText(after)].filter(Boolean).join(" + ");

/** The signed text before or after the body. */
function signedText({ signed }: ReceiverScheme, part: "before" | "after"): string {
  const bodyAt = signed.findIndex((piece) => "value" in piece && piece.value === "body");
  const pieces = part === "before" ? signed.slice(0, bodyAt) : signed.slice(bodyAt + 1);
  return pieces.length > 0 ? pieces.map(asGo).join(" + ") : '""';
}

const asGo = (piece: SignedPiece): string => ("text" in piece ? longText(piece.text) : piece.value);
