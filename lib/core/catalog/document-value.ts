/** An object of a document. Its names are a stranger's. */
export type DocumentObject = Readonly<Record<string, unknown>>;

export const isDocumentObject = (value: unknown): value is DocumentObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object's own member. Undefined for anything that isn't an object. */
export const memberOf = (value: unknown, name: string): unknown =>
  isDocumentObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** An own member that is a text. */
export function writtenText(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name);
  return typeof member === "string" && member.trim() !== "" ? member.trim() : undefined;
}

/** So many references in a row are followed. */
const MOST_HOPS = 32;

/** The value that a local `$ref` names. Undefined if it leads nowhere, or elsewhere. */
export function referredTo(document: unknown, ref: string): unknown {
  if (!ref.startsWith("#/")) return undefined;
  let found: unknown = document;
  for (const part of ref.slice(2).split("/")) {
    const name = decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = Array.isArray(found) && /^\d+$/.test(name) ? found[Number(name)] : memberOf(found, name);
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A value without the references that it consists of. Undefined if they lead nowhere, or back to themselves. */
export function followed(document: unknown, value: unknown): unknown {
  let found = value;
  for (let hop = 0; hop < MOST_HOPS; hop += 1) {
    const ref = memberOf(found, "$ref");
    if (typeof ref !== "string") return found;
    found = referredTo(document, ref);
  }
  return undefined;
}
