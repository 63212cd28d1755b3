import type { Page, PageRequest } from "../kit/pages.ts";

/** Names a message of the dead-letter queue. */
export interface LetterKey {
  messageId: string;
  /** When it was sent, which never changes: letters are listed by it. */
  sentAt: string;
}

/** A message that stays in the dead-letter queue for a person, by a fault of ours. */
export interface StuckLetter extends LetterKey {
  /** Since when it is known. */
  since: string;
  reason: "no-progress" | "unreadable";
  /** Of whom, when it can be read. */
  deliveryId?: string;
  tenantId?: string;
  subscriptionId?: string;
}

/** What is on record of some letters. */
export interface LetterRecords {
  /** Those that are, by message id: since when. */
  since: Map<string, string>;
  /** When somebody last asked for a redrive: it is for all letters that were known by then. */
  redriveAt?: string;
}

export interface DeadLetterLog {
  readLetters(keys: LetterKey[]): Promise<LetterRecords>;
  putLetters(letters: StuckLetter[]): Promise<void>;
  /** Harmless for those that are not there. */
  removeLetters(keys: LetterKey[]): Promise<void>;
}

export interface DeadLetterDesk {
  /** Those sent last first. */
  listLetters(page: PageRequest): Promise<Page<StuckLetter>>;
  countLetters(): Promise<{ readable: number; unreadable: number }>;
  requestRedrive(atIso: string): Promise<void>;
}
