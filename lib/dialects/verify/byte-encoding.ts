const utf8 = new TextEncoder();

export type Bytes = Uint8Array<ArrayBuffer>;

export const bytesOfText = (text: string): Bytes => utf8.encode(text);

/** Decodes base64, padded or not. Returns undefined for any other text. */
export function bytesOfBase64(text: string): Bytes | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Encodes bytes as lower-case hex or padded base64. */
export function encode(bytes: Uint8Array, encoding: "hex" | "base64"): string {
  if (encoding === "base64") return btoa(String.fromCharCode(...bytes));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
