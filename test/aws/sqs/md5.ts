import { createHash } from "node:crypto";

/** The checksum of a message by which the SDK sees that SQS got what was sent. */
export const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
