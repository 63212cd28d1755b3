import {
  alertEnv,
  apiEnv,
  deliverEnv,
  eraseEnv,
  fanOutEnv,
  healthEnv,
  ingestEnv,
  logEnv,
  operatorEnv,
  recoverEnv,
  replayEnv,
  resealEnv,
  settleEnv,
  signingEnv,
  wakeEnv,
} from "../../../lib/contract/env.ts";

/** The variables of each function that has any. */
export const environments = {
  alert: alertEnv,
  api: apiEnv,
  deliver: deliverEnv,
  erase: eraseEnv,
  "fan-out": fanOutEnv,
  health: healthEnv,
  ingest: ingestEnv,
  log: logEnv,
  operator: operatorEnv,
  recover: recoverEnv,
  replay: replayEnv,
  reseal: resealEnv,
  settle: settleEnv,
  signing: signingEnv,
  wake: wakeEnv,
} as const;

export type Wired = keyof typeof environments;
export type VariableOf<F extends Wired> = (typeof environments)[F][number];
export type Variable = VariableOf<Wired>;

export const QUEUE_HOST = "https://sqs.example";

/** A different value for each variable, so that a function with two wires crossed is noticed. */
export const VALUES = {
  ADMIN_KEY_SECRET_ID: "secret-of-the-admin-key",
  ALERT_TOPIC_ARN: "arn:aws:sns:us-east-1:1:the-topic",
  ALLOWED_ADDRESSES: "",
  ALLOW_HTTP: "false",
  ALLOW_TLS_OPT_OUT: "false",
  API_HOSTS: "",
  API_URL: "https://the-api.example",
  AUTO_DISABLE_DAYS: "5",
  BUS_NAME: "the-bus",
  DEAD_LETTERS_QUEUE_URL: `${QUEUE_HOST}/1/dead-letters`,
  DEFAULT_DIALECT: "standard",
  DEFAULT_MAX_RETRIES: "3",
  DELETIONS_QUEUE_URL: `${QUEUE_HOST}/1/deletions`,
  DELIVERIES_QUEUE_URL: `${QUEUE_HOST}/1/deliveries`,
  ERASE_AFTER_SECONDS: "960",
  FAN_OUT_QUEUE_URL: `${QUEUE_HOST}/1/fan-out`,
  INTAKE_QUEUE_URL: `${QUEUE_HOST}/1/intake`,
  KEY_RING_QUEUE_URL: `${QUEUE_HOST}/1/key-ring`,
  KEY_RING_SECRET_ID: "secret-of-the-key-ring",
  LANE: "quick",
  LANE_QUEUE_URL: `${QUEUE_HOST}/1/deliveries`,
  MAX_RETRIES: "10",
  MAX_SUBSCRIPTIONS: "10000",
  MAX_TIMEOUT_SECONDS: "300",
  ORDERED_QUEUE_URL: `${QUEUE_HOST}/1/ordered.fifo`,
  REPLAYS_QUEUE_URL: `${QUEUE_HOST}/1/replays`,
  RETENTION_DAYS: "30",
  RETRIES_QUEUE_URL: `${QUEUE_HOST}/1/retries`,
  RETRY_WAITS: "30,300,1800",
  SECRET_PREFIX: "secrets-of/",
  SECRET_STORAGE: "sealed",
  STAGE: "the-stage",
  STRICT_CATALOG: "false",
  TABLE_NAME: "the-table",
  TENANT_EVENTS_PER_SECOND: "10000",
  TENANT_REQUESTS_PER_SECOND: "500",
  WAKES_QUEUE_URL: `${QUEUE_HOST}/1/wakes`,
} satisfies Record<Variable, string>;
