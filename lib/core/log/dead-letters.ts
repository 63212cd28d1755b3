import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Page, PageRequest } from "../kit/pages.ts";

/** Identifies a message of the dead-letter queue. */
export interface LetterKey {
  messageId: string;
  /** When the message was sent to SQS. This never changes, so lists sort by it. */
  sentAt: string;
}

/** A message that stays in the dead-letter queue, because of a failure inside Posthorn. */
export interface StuckLetter extends LetterKey {
  /** When Posthorn first recorded that the message is stuck. */
  since: string;
  reason: "no-progress" | "unreadable";
  /** This field and the two below are absent if the message can't be read. */
  deliveryId?: string;
  tenantId?: string;
  subscriptionId?: string;
  /** How often Posthorn has sent the message again. Records of earlier releases don't have it. */
  sentAgain?: number;
  /** When Posthorn will send the message again. Absent if the message can't be read. */
  nextSendAt?: string;
}

/** What is recorded about some messages. */
export interface LetterRecords {
  /** The messages that are recorded as stuck, by message id. */
  letters: Map<string, StuckLetter>;
  /** When an operator last asked for a redrive. The redrive concerns all messages recorded by then. */
  redriveAt?: string;
}

/** Records which messages are stuck. */
export interface DeadLetterLog {
  readLetters(keys: LetterKey[]): Promise<LetterRecords>;
  putLetters(letters: StuckLetter[]): Promise<void>;
  /** Ignores messages that have no record. */
  removeLetters(keys: LetterKey[]): Promise<void>;
}

/** What an operator does with stuck messages. */
export interface DeadLetterDesk {
  /** Lists messages, newest first by `sentAt`. */
  listLetters(page: PageRequest): Promise<Page<StuckLetter>>;
  /** The number of stuck messages that can and can't be read. */
  countLetters(): Promise<{ readable: number; unreadable: number }>;
  /** Asks for a redrive of all messages that are recorded by `atIso`. The same write stores the audit entry. */
  requestRedrive(atIso: string, audit?: AuditEntry): Promise<void>;
}
