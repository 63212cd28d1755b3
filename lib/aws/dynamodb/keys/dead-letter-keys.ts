import type { RowKey } from "../table.ts";

/** Dead letters appear only during a failure inside Posthorn, so one partition is enough for all of them. */
export const DEAD_LETTERS_PK = "DEAD";
export const DEAD_LETTER_PREFIX = "L#";
const REDRIVE_SK = "REDRIVE";
export const deadLetterKey = ({ sentAt, messageId }: { sentAt: string; messageId: string }): RowKey => ({
  pk: DEAD_LETTERS_PK,
  sk: `${DEAD_LETTER_PREFIX}${sentAt}#${messageId}`,
});
export const isDeadLetterKey = ({ pk, sk }: RowKey): boolean =>
  pk === DEAD_LETTERS_PK && sk.startsWith(DEAD_LETTER_PREFIX);
const LETTER_PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w-]{1,128}$/;

/** Does this sort key have the form of a dead letter's? */
export const isDeadLetterSk = (sk: string): boolean =>
  sk.startsWith(DEAD_LETTER_PREFIX) && LETTER_PLACE.test(sk.slice(DEAD_LETTER_PREFIX.length));

/** The row with the operator's latest request to redrive the dead letters. */
export const redriveKey = (): RowKey => ({ pk: DEAD_LETTERS_PK, sk: REDRIVE_SK });
export const isRedriveKey = ({ pk, sk }: RowKey): boolean => pk === DEAD_LETTERS_PK && sk === REDRIVE_SK;
