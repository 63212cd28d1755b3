import type { RowKey } from "../table.ts";

/**
 * Alerts have one partition, because they are few. A subscription raises most kinds at most once in an outage, a
 * backlog, an hour or a day. Requests that switch it off raise at most one alert in 10 minutes. Only the pace of
 * requests limits two things: a tenant can create and switch off many subscriptions, and can switch a subscription on
 * again each time that its receiver answers 410 Gone.
 */
export const ALERTS_PK = "ALERTS";

/**
 * The partitions of the index of what is due that have alerts, by who is still to be told. The list for machines reads
 * `both` and `machines`, and the list for people reads `both` and `people`. While the topic is broken, alerts that wait
 * for people don't fill the list for machines. While the bus is broken, alerts that wait for machines don't fill the
 * list for people.
 */
export const ALERTS_DUE_PKS = {
  both: `${ALERTS_PK}#0`,
  people: `${ALERTS_PK}#1`,
  machines: `${ALERTS_PK}#2`,
} as const;
export const alertKey = (id: string): RowKey => ({ pk: ALERTS_PK, sk: id });

/** When people last got a message. The key sorts after the ids of alerts, and lists of alerts end before it. */
export const alertMessageKey = (): RowKey => ({ pk: ALERTS_PK, sk: "~" });

/** Sorts after every id of an alert, and before the latest message. */
export const AFTER_ALERTS = "alr_~";
