/** Posthorn's limits for callers, and the AWS limits that they follow from. */

/** The largest `data` of one event, in bytes. */
export const MAX_DATA_BYTES = 256 * 1024;

/** The largest example data of an event type, and the largest data of a test send, in bytes. */
export const MAX_EXAMPLE_BYTES = 64 * 1024;

/** The largest JSON Schema of an event type, in bytes. */
export const MAX_SCHEMA_BYTES = 32 * 1024;

/** The longest description and group of a type in the catalog, in characters. */
export const MAX_TYPE_DESCRIPTION = 2000;
export const MAX_TYPE_GROUP = 128;

/**
 * The deepest nesting of arrays and objects in an event's data. `JSON.stringify` and receivers' parsers recurse, and a
 * few thousand levels overflow a stack.
 */
export const MAX_DATA_DEPTH = 512;

/** The largest number of events in one request. */
export const MAX_EVENTS = 100;

/**
 * The largest body of a request with events, in bytes. API Gateway takes 10 MB
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html), but passes the body on inside a
 * JSON string or as base64, and Lambda takes 6 MB
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). JSON escapes at most double a body.
 */
export const MAX_REQUEST_BYTES = 3 * 1024 * 1024;

/** The longest time limit of an attempt that an operator can allow subscriptions to set. */
export const MAX_TIMEOUT_SECONDS = 300;
export const DEFAULT_TIMEOUT_SECONDS = 30;

/**
 * The receives of a message in one round. SQS then redrives the message to the dead-letter queue. The first attempt is
 * made in the quick lane, so a round in the patient lane has the other three of the default policy.
 */
export const RECEIVES_PER_ROUND = 3;

/** After this many rounds in a row without an attempt, a message is stuck: it stays in the dead-letter queue. */
export const MAX_IDLE_ROUNDS = 3;

/**
 * The largest number of attempts after which a new run may begin. The key of an attempt's row has four digits for the
 * number, and a run can add 11 attempts. Those that use up no retry, as those answered with 429, end with this number.
 */
export const MAX_ATTEMPTS = 9_000;

/**
 * The receives after which a page of a fan-out goes to the dead-letter queue, for an operator. Its waits grow to 15 min,
 * so that takes a day.
 */
export const PAGE_RECEIVES = 100;

/**
 * The receives after which SQS moves an event from the bus to the dead-letter queue. The waits grow to 15 minutes, so a
 * failure inside Posthorn may last about eight hours.
 */
export const INTAKE_RECEIVES = 50;

/** The receives after which Posthorn gives up on the message of a replay's slice. */
export const SLICE_RECEIVES = 10;

/** The waits before a stuck message is sent again. Each wait is twice as long as the one before, up to the longest. */
export const FIRST_RESEND_SECONDS = 15 * 60;
export const LONGEST_RESEND_SECONDS = 12 * 3600;

/**
 * The age at which a stuck message leaves the dead-letter queue for a new message. SQS deletes a message 14 days after it
 * was first sent.
 */
export const RENEW_AFTER_DAYS = 7;

/**
 * The visibility timeout of a message that stays in the dead-letter queue. The queue's function looks at the message
 * again after that time, so a redrive can take as long.
 */
export const STUCK_SECONDS = 5 * 60;
