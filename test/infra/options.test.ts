import { describe, expect, it } from "vitest";
import { optionNames } from "../../lib/contract/option-defaults.ts";
import { DEFAULT_RETRY_WAITS } from "../../lib/core/delivery/retry.ts";
import { OptionsError, parseOptions } from "../../lib/infra/options.ts";

describe("stack options", () => {
  it("have defaults", () => {
    expect(parseOptions({})).toEqual({
      stage: "dev",
      retentionDays: 30,
      retryWaits: DEFAULT_RETRY_WAITS,
      defaultAttempts: 4,
      maximumAttempts: 11,
      deliveryConcurrency: 200,
      reservedConcurrency: [],
      tableCapacity: "on-demand",
      secretStorage: "secrets-manager",
      allowedAddresses: [],
      allowHttp: false,
      apiHosts: [],
      portalOrigins: [],
      allowTlsOptOut: false,
      strictCatalog: false,
      defaultDialect: "standard",
      maxSubscriptions: 10_000,
      tenantRequestsPerSecond: 500,
      tenantEventsPerSecond: 10_000,
      maxTimeoutSeconds: 300,
      autoDisableDays: 5,
      oidcScopes: ["openid", "email"],
      oidcRoleClaim: "groups",
      oidcViewers: [],
      oidcOperators: [],
      logLevel: "INFO",
    });
  });

  it.each([
    ["retentionDays", "7", 7],
    ["retentionDays", 7, 7],
    ["retryWaits", "1,2, 4", [1, 2, 4]],
    ["retryWaits", [1, "2"], [1, 2]],
    ["retryWaits", "41400", [41_400]],
    ["allowHttp", "true", true],
    ["allowHttp", true, true],
    ["allowTlsOptOut", "false", false],
    ["strictCatalog", "true", true],
    ["allowedAddresses", "127.0.0.0/8,::1/128", ["127.0.0.0/8", "::1/128"]],
    ["allowedAddresses", ["10.0.0.0/8"], ["10.0.0.0/8"]],
    ["allowedAddresses", "", []],
    ["apiHosts", "hooks.example.com, api.example.com", ["hooks.example.com", "api.example.com"]],
    [
      "portalOrigins",
      "https://app.example.com, http://localhost:5173",
      ["https://app.example.com", "http://localhost:5173"],
    ],
    ["portalOrigins", "https://xn--bcher-kva.example:8443", ["https://xn--bcher-kva.example:8443"]],
    ["portalOrigins", "", []],
    ["logLevel", "debug", "DEBUG"],
    ["tableCapacity", "on-demand", "on-demand"],
    ["tableCapacity", "5-4000@60", { minimum: 5, maximum: 4000, target: 60 }],
    ["warmThroughput", "24000, 8000", { reads: 24_000, writes: 8_000 }],
    ["reservedConcurrency", "", []],
    [
      "reservedConcurrency",
      "ingest:100, docs:1",
      [
        { name: "ingest", count: 100 },
        { name: "docs", count: 1 },
      ],
    ],
    ["reservedConcurrency", ["deliver:200"], [{ name: "deliver", count: 200 }]],
    ["secretStorage", "sealed", "sealed"],
    ["stage", "eu-prod-2", "eu-prod-2"],
    ["alarmEmail", "ops@example.com", "ops@example.com"],
    ["alarmEmail", "operator@posthorn.local", "operator@posthorn.local"],
    ["alarmEmail", "", undefined],
    ["alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:ops", "arn:aws:sns:eu-west-1:123456789012:ops"],
    ["alarmTopicArn", "arn:aws-cn:sns:cn-north-1:123456789012:ops", "arn:aws-cn:sns:cn-north-1:123456789012:ops"],
    ["alarmTopicArn", " ", undefined],
  ])("accept %s as %j", (key, given, taken) => {
    expect(parseOptions({ [key]: given })).toMatchObject({ [key]: taken });
  });

  it.each([
    ["stage", "Prod", "stage: must be 1 to 20 lower-case letters"],
    ["stage", "", "stage: must be 1 to 20 lower-case letters"],
    ["retentionDays", "", "retentionDays: must be an integer from 1 to 3650"],
    ["retentionDays", "a month", "retentionDays: must be an integer from 1 to 3650"],
    ["retentionDays", 1.5, "retentionDays: must be an integer from 1 to 3650"],
    ["retryWaits", "30,0", "retryWaits[1]: must be an integer from 1 to 41400"],
    ["retryWaits", "41401", "retryWaits[0]: must be an integer from 1 to 41400"],
    ["retryWaits", "", "retryWaits[0]: must be an integer"],
    ["retryWaits", 30, "retryWaits: must be a comma-separated list of seconds"],
    ["defaultAttempts", 0, "defaultAttempts: must be an integer from 1 to 11"],
    ["defaultAttempts", 12, "defaultAttempts: must be an integer from 1 to 11"],
    ["maximumAttempts", "3", "defaultAttempts: 4 is more than maximumAttempts, 3"],
    ["deliveryConcurrency", 1, "deliveryConcurrency: must be an integer from 2 to 1000"],
    ["deliveryConcurrency", 1001, "deliveryConcurrency: must be an integer from 2 to 1000"],
    ["tableCapacity", "provisioned", "tableCapacity: must be on-demand, or a range"],
    ["tableCapacity", "10-5@60", "tableCapacity: must be on-demand, or a range"],
    ["tableCapacity", "5-10@95", "tableCapacity: must be on-demand, or a range"],
    ["tableCapacity", 100, "tableCapacity: must be on-demand, or a range"],
    ["warmThroughput", "24000", "warmThroughput: must be reads and writes a second"],
    ["warmThroughput", "0,1", "warmThroughput: must be reads and writes a second"],
    ["reservedConcurrency", true, "reservedConcurrency: must be a comma-separated list"],
    ["reservedConcurrency", "100", "reservedConcurrency[0]: must look like deliver:200"],
    ["reservedConcurrency", "api:0", "reservedConcurrency[0]: must look like deliver:200"],
    ["reservedConcurrency", "api:10,send:10", "reservedConcurrency[1]: must name one of ingest, fan-out, deliver"],
    ["reservedConcurrency", "deliver:199", "reservedConcurrency: deliver needs at least 200, its number of batches"],
    ["reservedConcurrency", "settle:9", "reservedConcurrency: settle needs at least 10"],
    ["reservedConcurrency", "api:9,api:10", "reservedConcurrency: names api twice"],
    ["secretStorage", "kms", "secretStorage: must be one of secrets-manager, sealed"],
    ["allowedAddresses", "10.0.0.1", "allowedAddresses[0]: must be an address range"],
    ["allowedAddresses", "10.0.0.0/8,localhost", "allowedAddresses[1]: must be an address range"],
    ["allowHttp", "yes", "allowHttp: must be true or false"],
    ["allowTlsOptOut", 1, "allowTlsOptOut: must be true or false"],
    ["apiHosts", "https://hooks.example.com", "apiHosts[0]: must be a host name"],
    ["portalOrigins", "app.example.com", "portalOrigins[0]: must be an origin such as https://app.example.com"],
    ["portalOrigins", "https://app.example.com/", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", "https://app.example.com/hooks", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", "https://app.example.com:443", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", "https://app.example.com:99999", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", "https://me@app.example.com", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", "https://App.example.com", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", "https://a.example,https://*.example.com", "portalOrigins[1]: must be an origin"],
    ["portalOrigins", "https://a;script-src", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", "http://app.example.com", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", "http://localhost.example.com", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", "*", "portalOrigins[0]: must be an origin"],
    ["portalOrigins", true, "portalOrigins: must be a comma-separated list of origins"],
    ["maxTimeoutSeconds", 301, "maxTimeoutSeconds: must be an integer from 1 to 300"],
    ["autoDisableDays", 366, "autoDisableDays: must be an integer from 0 to 365"],
    ["alarmEmail", "ops", "alarmEmail: must be one email address"],
    ["alarmEmail", "ops@example.com,boss@example.com", "alarmEmail: must be one email address"],
    ["alarmTopicArn", "ops", "alarmTopicArn: must be the ARN of an SNS topic"],
    ["alarmTopicArn", "arn:aws:sqs:eu-west-1:123456789012:ops", "alarmTopicArn: must be the ARN of an SNS topic"],
    ["alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:ops.fifo", "alarmTopicArn: must be the ARN of an SNS topic"],
    ["logLevel", "loud", "logLevel: must be one of DEBUG, INFO, WARN, ERROR"],
    ["retryWait", "1", "retryWait: is not an option; the options are stage, retentionDays"],
  ])("reject %s as %j", (key, given, message) => {
    expect(() => parseOptions({ [key]: given })).toThrow(OptionsError);
    expect(() => parseOptions({ [key]: given })).toThrow(message);
  });

  it("reject an address and a topic together, because one of them would not be told", () => {
    const context = { alarmEmail: "ops@example.com", alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:ops" };
    expect(() => parseOptions(context)).toThrow("alarmEmail: subscribe the address to alarmTopicArn instead");
    expect(() => parseOptions({ ...context, alarmEmail: "" })).not.toThrow();
  });

  it("reject an identity provider without a client or a role, and a role without a provider", () => {
    const oidcIssuer = "https://login.example.com/tenant/v2.0";
    const both = [
      "oidcClientId: is required with oidcIssuer",
      "oidcOperators: is required with oidcIssuer, or oidcViewers is",
    ];
    for (const problem of both) expect(() => parseOptions({ oidcIssuer })).toThrow(problem);
    for (const alone of [{ oidcViewers: "staff" }, { oidcClientId: "c" }]) {
      expect(() => parseOptions(alone)).toThrow("oidcIssuer: is required with the other options");
    }
    const whole = { oidcIssuer, oidcClientId: "c", oidcOperators: "on-call, admins", oidcScopes: "openid,groups" };
    expect(parseOptions(whole)).toMatchObject({
      oidcOperators: ["on-call", "admins"],
      oidcScopes: ["openid", "groups"],
    });
    expect(() => parseOptions({ ...whole, oidcIssuer: "", oidcClientId: "", oidcOperators: "" })).not.toThrow();
  });

  it.each([
    "http://login.example.com",
    "login.example.com",
    "https://a.example/?b",
    "https://a.example/#b",
    "https://u:p@a.example/",
    "http://127.0.0.1.example.com",
  ])("reject the issuer %s", (oidcIssuer) => {
    const rest = { oidcClientId: "c", oidcViewers: "v" };
    expect(() => parseOptions({ ...rest, oidcIssuer })).toThrow("oidcIssuer: must be the issuer's https URL");
  });

  it("report all problems at once", () => {
    const wrong = Object.fromEntries([...optionNames, "colour"].map((key) => [key, { nonsense: true }]));
    const lines = messageOf(() => parseOptions(wrong)).split("\n");
    expect(lines).toHaveLength(1 + optionNames.length + 1);
    for (const key of Object.keys(wrong)) expect(lines.some((line) => line.startsWith(`  - ${key}: `))).toBe(true);
  });

  it("ignore the CDK's own keys", () => {
    const context = { "aws:cdk:version-reporting": true, "@aws-cdk/core:x": "y", "cli-telemetry": false };
    expect(parseOptions(context)).toEqual(parseOptions({}));
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}
