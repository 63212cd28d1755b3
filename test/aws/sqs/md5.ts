import { createHash } from "node:crypto";

/** The checksum in SQS's answer, with which the SDK verifies that SQS received the message intact. */
export const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
