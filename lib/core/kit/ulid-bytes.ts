/** ULIDs as 16 bytes each (https://github.com/ulid/spec#binary-layout-and-byte-order), instead of 26 characters. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const VALUE_OF = new Map(Array.from(ALPHABET, (character, value) => [character, value]));
const BYTES = 16;
const CHARACTERS = 26;

/** Packs ULIDs in their order. */
export function packUlids(ulids: readonly string[]): Uint8Array {
  const packed = new Uint8Array(ulids.length * BYTES);
  ulids.forEach((ulid, index) => {
    let at = index * BYTES;
    // The first character has 3 bits, and each other has 5.
    let value = 0;
    let bits = -2;
    for (const character of ulid) {
      value = (value << 5) | (VALUE_OF.get(character) ?? 0);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        packed[at++] = value >> bits;
        value &= (1 << bits) - 1;
      }
    }
  });
  return packed;
}

/** Unpacks ULIDs. */
export const unpackUlids = (packed: Uint8Array): string[] =>
  Array.from({ length: packed.length / BYTES }, (_, index) =>
    ulidIn(packed.subarray(index * BYTES, (index + 1) * BYTES)),
  );

function ulidIn(bytes: Uint8Array): string {
  let text = "";
  let value = 0;
  let bits = 2;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[value >> bits];
      value &= (1 << bits) - 1;
    }
  }
  return text.padEnd(CHARACTERS, "0");
}
