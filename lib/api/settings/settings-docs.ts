import * as z from "zod";
import { count } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { settingsRoutes } from "./settings-routes.ts";

const optionShape = z
  .strictObject({
    name: z.string(),
    value: z
      .string()
      .optional()
      .describe("An empty text is no value. Absent if the options are too long together to be kept."),
    default: z.string(),
  })
  .meta({ id: "StackOption", description: "An option of the stack, as `-c name=value` spells it." });

const limitsShape = z
  .strictObject({
    requestsPerSecond: count("Requests that a tenant may make, besides those that send events."),
    eventsPerSecond: count("Events that a tenant may send over the API."),
    subscriptions: count("Subscriptions that a tenant may have."),
    defaultRetries: count("Retries of a subscription that sets none, and whose tenant sets none."),
    maxRetries: count("The most retries that a subscription can have."),
    defaultRetrySeconds: count("How long the default retries take, without jitter.").optional(),
    maxRetrySeconds: count("How long the most retries take, without jitter.").optional(),
  })
  .meta({ id: "StackLimits", description: "What follows from the options for one tenant or subscription." });

const settingsShape = z
  .strictObject({
    version: z.string().describe("Posthorn's version."),
    region: z.string().describe("The AWS Region."),
    hosts: z
      .strictObject({
        api: z.string().describe("URL of the API, and of the portal at `/portal/`."),
        console: z.string().describe("URL of the console host."),
      })
      .meta({ id: "StackHosts", description: "The stack's URLs." }),
    options: z.array(optionShape).describe("All options."),
    limits: limitsShape,
  })
  .meta({ id: "StackSettings", description: "The stack as it was deployed." });

export const settingsDocs = documented(
  { tag: "Settings", text: "The stack as it was deployed. Only a deployment changes it." },
  settingsRoutes,
  {
    readSettings: {
      summary: "Read the stack's settings",
      text: "Names of secrets are shown, and secrets are not.",
      answers: {
        200: {
          description: "The settings.",
          schema: settingsShape,
          example: {
            version: "0.1.0",
            region: "eu-central-1",
            hosts: {
              api: "https://example.com",
              console: "https://example.com:8443",
            },
            options: [
              { name: "stage", value: "prod", default: "dev" },
              { name: "retentionDays", value: "30", default: "30" },
            ],
            limits: {
              requestsPerSecond: 500,
              eventsPerSecond: 10_000,
              subscriptions: 10_000,
              defaultRetries: 3,
              maxRetries: 10,
              defaultRetrySeconds: 2_130,
              maxRetrySeconds: 207_330,
            },
          },
        },
      },
    },
  },
);
