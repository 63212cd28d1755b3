import type { DialectSignature } from "../built-in/dialect-table.ts";
import type { DialectDefinition } from "../definition.ts";

/** The parts of a dialect that a receiver needs to know. An operator's definition has all of them. */
export type ReceiverDialect = DialectSignature &
  Partial<Pick<DialectDefinition, "name" | "headers" | "body" | "goneStatuses">>;

/** Fixed text around a value: `v1,{signature}`. */
export interface Around {
  before: string;
  after: string;
}

/** A piece of the signed text: fixed text, or a value. */
export type SignedPiece = { text: string } | { value: "id" | "timestamp" | "body" };

/** How a receiver checks a request. Values that no signature covers are left out. */
export interface ReceiverScheme {
  algorithm: DialectDefinition["algorithm"];
  encoding: "hex" | "base64";
  keyForm: "text" | "base64" | "whsec_";
  /** The header with the signatures, or with the shared secret. Lower case. */
  signatureHeader: string;
  /** Separates the header's entries, if it is a list. */
  separator: string | undefined;
  /** The text around a signature in its entry. */
  entry: Around;
  /** The signed text. Empty with a shared secret. */
  signed: readonly SignedPiece[];
  /** The header with the signed id. */
  idHeader: string | undefined;
  /** Where the signed timestamp is: in a header of its own, or in an entry of the signature header. */
  timestamp: { header: string } | { entry: Around } | undefined;
  /** The signed body has the event's id as its member `id`. */
  idInBody: boolean;
}

/** Returns how receivers check the requests of a dialect. */
export function receiverScheme(dialect: ReceiverDialect): ReceiverScheme {
  const { algorithm, signature = "{signature}", separator, signatureHeader, timestampHeader } = dialect;
  const entries = separator ? signature.split(separator) : [signature];
  const signed = algorithm === "shared-secret" ? [] : piecesOf(dialect.signedText ?? "{body}");
  const isSigned = (name: string) => signed.some((piece) => "value" in piece && piece.value === name);
  const timeEntry = around(entries, "{timestamp}");
  const time = timestampHeader ? { header: timestampHeader } : timeEntry && { entry: timeEntry };
  return {
    algorithm,
    encoding: dialect.encoding ?? "hex",
    keyForm: dialect.keyForm ?? "text",
    signatureHeader: signatureHeader.toLowerCase(),
    separator,
    entry: around(entries, "{signature}") ?? { before: "", after: "" },
    signed,
    idHeader: isSigned("id") ? dialect.idHeader : undefined,
    timestamp: isSigned("timestamp") ? time : undefined,
    idInBody: dialect.idInBody ?? false,
  };
}

const piecesOf = (template: string): SignedPiece[] =>
  template.split(/(\{(?:id|timestamp|body)\})/).flatMap((piece): SignedPiece[] => {
    if (piece === "") return [];
    const value = /^\{(id|timestamp|body)\}$/.exec(piece)?.[1];
    return value === undefined ? [{ text: piece }] : [{ value: value as "id" | "timestamp" | "body" }];
  });

/** The fixed text around a placeholder, in the entry that has it. */
function around(entries: readonly string[], placeholder: string): Around | undefined {
  const entry = entries.map((text) => text.trim()).find((text) => text.includes(placeholder));
  const [before = "", after = ""] = entry?.split(placeholder) ?? [];
  return entry === undefined ? undefined : { before, after };
}
