import { describe, expect, it } from "vitest";
import { settingsIn } from "../../../lambdas/operator/settings.ts";
import { optionDefaults, optionNames } from "../../../lib/contract/option-defaults.ts";
import { changedOptions } from "../../../lib/infra/option-texts.ts";
import { parseOptions } from "../../../lib/infra/options.ts";

const settingsOf = (context: Record<string, unknown>) =>
  settingsIn(
    {
      TABLE_NAME: "t",
      RETENTION_DAYS: "30",
      ADMIN_KEY_SECRET_ID: "s",
      API_URL: "https://api.example",
      CONSOLE_URL: "https://console.example",
      VERSION: "1.2.3",
      CHANGED_OPTIONS: changedOptions(parseOptions(context)),
    },
    "eu-west-1",
  );

const valuesOf = (context: Record<string, unknown>) =>
  Object.fromEntries(settingsOf(context).options.map(({ name, value }) => [name, value]));

/** A value that differs from the default, for each option. */
const CHANGED: Record<string, string> = {
  stage: "prod",
  retentionDays: "7",
  retryWaits: "1,2,4",
  defaultAttempts: "3",
  maximumAttempts: "5",
  deliveryConcurrency: "10",
  reservedConcurrency: "ingest:100,deliver:20",
  tableCapacity: "5-4000@60",
  warmThroughput: "24000,8000",
  secretStorage: "sealed",
  allowedAddresses: "127.0.0.0/8,::1/128",
  allowHttp: "true",
  apiHosts: "hooks.example.com",
  portalOrigins: "https://app.example.com",
  allowTlsOptOut: "true",
  strictCatalog: "true",
  defaultDialect: "witn",
  maxTimeoutSeconds: "60",
  tenantRequestsPerSecond: "50",
  tenantEventsPerSecond: "100",
  maxSubscriptions: "20",
  autoDisableDays: "0",
  alarmEmail: "ops@example.com",
  oidcIssuer: "https://login.example.com",
  oidcClientId: "posthorn",
  oidcClientSecretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:oidc-AbCdEf",
  oidcScopes: "openid,groups",
  oidcRoleClaim: "roles",
  oidcViewers: "staff",
  oidcOperators: "admins,ops",
  logLevel: "DEBUG",
};
const TOPIC = { alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:ops" };

describe("the settings", () => {
  it("of a stack without options are the defaults", () => {
    expect(valuesOf({})).toEqual(optionDefaults);
    expect(settingsOf({})).toMatchObject({
      version: "1.2.3",
      region: "eu-west-1",
      hosts: { api: "https://api.example", console: "https://console.example" },
      limits: {
        requestsPerSecond: 500,
        eventsPerSecond: 10_000,
        subscriptions: 10_000,
        defaultRetries: 3,
        maxRetries: 10,
        defaultRetrySeconds: 30 + 300 + 1_800,
        maxRetrySeconds: 30 + 300 + 1_800 + 7_200 + 18_000 + 5 * 36_000,
      },
    });
  });

  it("show each option as it was given", () => {
    expect(Object.keys({ ...CHANGED, ...TOPIC }).sort()).toEqual([...optionNames].sort());
    expect(valuesOf(CHANGED)).toEqual({ ...CHANGED, alarmTopicArn: "" });
    expect(valuesOf(TOPIC)).toEqual({ ...optionDefaults, ...TOPIC });
  });

  it("have limits that follow from the options", () => {
    expect(settingsOf(CHANGED).limits).toEqual({
      requestsPerSecond: 50,
      eventsPerSecond: 100,
      subscriptions: 20,
      defaultRetries: 2,
      maxRetries: 4,
      defaultRetrySeconds: 3,
      maxRetrySeconds: 11,
    });
    expect(settingsOf({ defaultAttempts: 1 }).limits).toMatchObject({ defaultRetries: 0, defaultRetrySeconds: 0 });
  });

  it("leave out the longest options of a stack that has too many for the function's variables", () => {
    const origins = Array.from({ length: 200 }, (_, n) => `https://app-${n}.example.com`).join(",");
    const given = { ...CHANGED, portalOrigins: origins };
    expect(changedOptions(parseOptions(given)).length).toBeLessThan(3_000);
    expect(valuesOf(given)).toEqual({ ...CHANGED, alarmTopicArn: "", portalOrigins: undefined });
    const waits = Array.from({ length: 1_000 }, () => "1234").join(",");
    expect(settingsOf({ retryWaits: waits }).limits).toMatchObject({
      defaultRetries: 3,
      defaultRetrySeconds: undefined,
    });
  });
});
