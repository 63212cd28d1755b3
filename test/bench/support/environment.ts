import type {
  alertEnv,
  apiEnv,
  consoleEnv,
  deliverEnv,
  Env,
  eraseEnv,
  fanOutEnv,
  healthEnv,
  ingestEnv,
  logEnv,
  operatorEnv,
  portalEnv,
  recoverEnv,
  replayEnv,
  resealEnv,
  sessionEnv,
  settleEnv,
  signingEnv,
  tallyEnv,
  wakeEnv,
} from "../../../lib/contract/env.ts";
import type { Lane } from "../../../lib/core/delivery/lane.ts";
import { DEFAULT_RETRY_WAITS } from "../../../lib/core/delivery/retry.ts";
import type { FunctionName } from "../../../lib/infra/bundle.ts";

const SERVICES = ["DYNAMODB", "SQS", "SECRETS_MANAGER", "EVENTBRIDGE"];

/** A function's environment: its own variables, those that Lambda sets, and the endpoints of AWS. */
export const environmentOf = (name: FunctionName, awsUrl: string): Record<string, string> => ({
  ...VARIABLES[name](awsUrl),
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIABENCH",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_LAMBDA_FUNCTION_NAME: name,
  POWERTOOLS_SERVICE_NAME: name,
  POWERTOOLS_METRICS_NAMESPACE: "Posthorn",
  POWERTOOLS_LOG_LEVEL: "INFO",
  ...Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, awsUrl])),
});

/** The SDK calls a queue at its URL, even with another endpoint configured. */
const queueUrl = (awsUrl: string, name: string): string => `${awsUrl}/000000000000/${name}`;

const table = { TABLE_NAME: "posthorn", RETENTION_DAYS: "30", ADMIN_KEY_SECRET_ID: "admin-key" };
const sending = { ALLOWED_ADDRESSES: "127.0.0.0/8", ALLOW_HTTP: "true", API_HOSTS: "", MAX_TIMEOUT_SECONDS: "300" };

const lane = (awsUrl: string, name: Lane, queue: string): Env<typeof deliverEnv> => ({
  ...table,
  ...sending,
  LANE: name,
  LANE_QUEUE_URL: queueUrl(awsUrl, queue),
  RETRIES_QUEUE_URL: queueUrl(awsUrl, "retries"),
  ORDERED_QUEUE_URL: queueUrl(awsUrl, "ordered.fifo"),
  WAKES_QUEUE_URL: queueUrl(awsUrl, "wakes"),
  BUS_NAME: "posthorn",
  KEY_RING_SECRET_ID: "key-ring",
  RETRY_WAITS: DEFAULT_RETRY_WAITS.join(","),
});

const VARIABLES = {
  ingest: (awsUrl: string): Env<typeof ingestEnv> => ({
    ...table,
    DELIVERIES_QUEUE_URL: queueUrl(awsUrl, "deliveries"),
    ORDERED_QUEUE_URL: queueUrl(awsUrl, "ordered.fifo"),
    FAN_OUT_QUEUE_URL: queueUrl(awsUrl, "fan-out"),
    INTAKE_QUEUE_URL: queueUrl(awsUrl, "intake"),
    STRICT_CATALOG: "false",
    TENANT_EVENTS_PER_SECOND: "1000000",
  }),
  "fan-out": (awsUrl: string): Env<typeof fanOutEnv> => ({
    TABLE_NAME: table.TABLE_NAME,
    RETENTION_DAYS: table.RETENTION_DAYS,
    DELIVERIES_QUEUE_URL: queueUrl(awsUrl, "deliveries"),
    FAN_OUT_QUEUE_URL: queueUrl(awsUrl, "fan-out"),
  }),
  deliver: (awsUrl: string) => lane(awsUrl, "quick", "deliveries"),
  retry: (awsUrl: string) => lane(awsUrl, "patient", "retries"),
  ordered: (awsUrl: string) => lane(awsUrl, "ordered", "ordered.fifo"),
  settle: (awsUrl: string): Env<typeof settleEnv> => ({
    ...table,
    RETRIES_QUEUE_URL: queueUrl(awsUrl, "retries"),
    DEAD_LETTERS_QUEUE_URL: queueUrl(awsUrl, "dead-letters"),
    BUS_NAME: "posthorn",
  }),
  recover: (awsUrl: string): Env<typeof recoverEnv> => ({
    ...table,
    DELIVERIES_QUEUE_URL: queueUrl(awsUrl, "deliveries"),
    DELETIONS_QUEUE_URL: queueUrl(awsUrl, "deletions"),
  }),
  erase: (awsUrl: string): Env<typeof eraseEnv> => ({
    ...table,
    SECRET_PREFIX: "posthorn/",
    DELETIONS_QUEUE_URL: queueUrl(awsUrl, "deletions"),
    ERASE_AFTER_SECONDS: "960",
  }),
  operator: (): Env<typeof operatorEnv> => ({
    ...table,
    API_URL: "https://api.example.com",
    CONSOLE_URL: "https://console.example",
    VERSION: "0.0.0",
    CHANGED_OPTIONS: "{}",
  }),
  session: (): Env<typeof sessionEnv> => ({
    ...table,
    CONSOLE_URL: "https://console.example",
    OIDC_ISSUER: "",
    OIDC_CLIENT_ID: "",
    OIDC_CLIENT_SECRET_ID: "",
    OIDC_SCOPES: "openid",
    OIDC_ROLE_CLAIM: "groups",
    OIDC_VIEWERS: "",
    OIDC_OPERATORS: "",
  }),
  portal: (): Env<typeof portalEnv> => ({
    ...table,
    TENANT_REQUESTS_PER_SECOND: "10000",
    PORTAL_ORIGINS: "",
    API_URL: "https://api.example.com",
  }),
  api: (awsUrl: string): Env<typeof apiEnv> => ({
    ...table,
    WAKES_QUEUE_URL: queueUrl(awsUrl, "wakes"),
    TENANT_REQUESTS_PER_SECOND: "10000",
    ...sending,
    SECRET_STORAGE: "secrets-manager",
    SECRET_PREFIX: "posthorn/",
    KEY_RING_SECRET_ID: "key-ring",
    DEFAULT_MAX_RETRIES: "3",
    MAX_RETRIES: "10",
    MAX_SUBSCRIPTIONS: "10000",
    ALLOW_TLS_OPT_OUT: "false",
    DEFAULT_DIALECT: "standard",
  }),
  health: (awsUrl: string): Env<typeof healthEnv> => ({
    ...table,
    WAKES_QUEUE_URL: queueUrl(awsUrl, "wakes"),
    INTAKE_QUEUE_URL: queueUrl(awsUrl, "intake"),
    FAN_OUT_QUEUE_URL: queueUrl(awsUrl, "fan-out"),
    DELIVERIES_QUEUE_URL: queueUrl(awsUrl, "deliveries"),
    ORDERED_QUEUE_URL: queueUrl(awsUrl, "ordered.fifo"),
    RETRIES_QUEUE_URL: queueUrl(awsUrl, "retries"),
    TENANT_REQUESTS_PER_SECOND: "10000",
    ALLOWED_ADDRESSES: sending.ALLOWED_ADDRESSES,
    ALLOW_HTTP: sending.ALLOW_HTTP,
    API_HOSTS: sending.API_HOSTS,
  }),
  signing: (awsUrl: string): Env<typeof signingEnv> => ({
    ...table,
    WAKES_QUEUE_URL: queueUrl(awsUrl, "wakes"),
    TENANT_REQUESTS_PER_SECOND: "10000",
    ALLOWED_ADDRESSES: sending.ALLOWED_ADDRESSES,
    ALLOW_HTTP: sending.ALLOW_HTTP,
    API_HOSTS: sending.API_HOSTS,
    KEY_RING_SECRET_ID: "key-ring",
  }),
  log: (awsUrl: string): Env<typeof logEnv> => ({
    ...table,
    TENANT_REQUESTS_PER_SECOND: "10000",
    DELIVERIES_QUEUE_URL: queueUrl(awsUrl, "deliveries"),
    WAKES_QUEUE_URL: queueUrl(awsUrl, "wakes"),
    REPLAYS_QUEUE_URL: queueUrl(awsUrl, "replays"),
    INTAKE_QUEUE_URL: queueUrl(awsUrl, "intake"),
  }),
  replay: (awsUrl: string): Env<typeof replayEnv> => ({
    ...table,
    DELIVERIES_QUEUE_URL: queueUrl(awsUrl, "deliveries"),
    ORDERED_QUEUE_URL: queueUrl(awsUrl, "ordered.fifo"),
    REPLAYS_QUEUE_URL: queueUrl(awsUrl, "replays"),
  }),
  wake: (awsUrl: string): Env<typeof wakeEnv> => ({
    ...table,
    RETRIES_QUEUE_URL: queueUrl(awsUrl, "retries"),
    ORDERED_QUEUE_URL: queueUrl(awsUrl, "ordered.fifo"),
    WAKES_QUEUE_URL: queueUrl(awsUrl, "wakes"),
    AUTO_DISABLE_DAYS: "5",
  }),
  reseal: (awsUrl: string): Env<typeof resealEnv> => ({
    ...table,
    KEY_RING_SECRET_ID: "key-ring",
    KEY_RING_QUEUE_URL: queueUrl(awsUrl, "key-ring"),
  }),
  docs: () => ({}),
  console: (): Env<typeof consoleEnv> => ({ PORTAL_ORIGINS: "" }),
  tally: (): Env<typeof tallyEnv> => ({ TABLE_NAME: table.TABLE_NAME, RETENTION_DAYS: table.RETENTION_DAYS }),
  alert: (awsUrl: string): Env<typeof alertEnv> => ({
    ...table,
    BUS_NAME: "posthorn",
    INTAKE_QUEUE_URL: queueUrl(awsUrl, "intake"),
    ALERT_TOPIC_ARN: "",
    API_URL: awsUrl,
    CONSOLE_URL: awsUrl,
    STAGE: "bench",
  }),
};
