import * as z from "zod";
import { AUDITED_TYPES } from "../../core/audit/audit-entry.ts";
import { dateTime, LOG_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { auditRoutes } from "./audit-routes.ts";

const keyActor = z
  .strictObject({
    kind: z.literal("key"),
    keyId: z.string().describe("The id of a tenant's key or of an operator key, or `admin` for the admin key."),
  })
  .meta({ id: "AuditKeyActor", description: "A request with this key made the change." });

const personActor = z
  .strictObject({
    kind: z.literal("person"),
    sessionId: z.string().describe("The id of the session in the console."),
    keyId: z.string().describe("The key that signed in; absent if an identity provider did.").optional(),
    subject: z.string().describe("The identity provider's id of the person.").optional(),
    email: z.string().describe("The person's email address, if the identity provider tells it.").optional(),
  })
  .meta({ id: "AuditPersonActor", description: "A person made the change in the console." });
const portalActor = z
  .strictObject({
    kind: z.literal("portal"),
    sessionId: z.string(),
    name: z.string().optional().describe("The `actor` of the portal link."),
  })
  .meta({ id: "AuditPortalActor", description: "Somebody made the change in the portal." });

const ownActor = z
  .strictObject({
    kind: z.literal("posthorn"),
    reason: z
      .enum(["gone", "failing", "passed-test"])
      .describe(
        "`gone`: the receiver answered 410 Gone. `failing`: the endpoint failed for days. `passed-test`: it then passed a test send.",
      ),
  })
  .meta({ id: "AuditPosthornActor", description: "Posthorn itself switched a subscription off or on." });

const actorShape = z
  .union([keyActor, portalActor, personActor, ownActor])
  .meta({ id: "AuditActor", description: "Who made the change." });

const resourceShape = z
  .strictObject({
    type: z.enum(AUDITED_TYPES),
    id: z.string().describe("The id or name of the thing; `*` if the change concerns all things of the type."),
  })
  .meta({ id: "AuditedResource", description: "What was changed." });

const fields = (text: string) => z.record(z.string(), z.unknown()).describe(text);

const entryShape = z
  .strictObject({
    id: z.string(),
    at: dateTime("When the change was made."),
    tenantId: z
      .string()
      .describe("The tenant whose thing was changed. Absent for the operator's own things.")
      .optional(),
    actor: actorShape,
    action: z.string().describe("The `operationId` of the request, such as `updateSubscription`."),
    resource: resourceShape,
    before: fields(
      "The fields before the change. Of an update, only those that differ. Secrets are masked.",
    ).optional(),
    after: fields("The fields after the change. Of an update, only those that differ. Secrets are masked.").optional(),
  })
  .meta({ id: "AuditEntry", description: "A change, and who made it." });

const ENTRY = {
  id: "aud_01KG9YS7G0TSV4RRFFQ69G5FAV",
  at: "2026-01-31T12:00:00.000Z",
  tenantId: "acme",
  actor: { kind: "key", keyId: "acme-1f2e3d4c" },
  action: "updateSubscription",
  resource: { type: "subscription", id: "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV" },
  before: { url: "https://example.com/webhooks", updatedAt: "2026-01-30T08:00:00.000Z" },
  after: { url: "https://example.com/v2/webhooks", updatedAt: "2026-01-31T12:00:00.000Z" },
};

export const auditDocs = documented(
  {
    tag: "Audit log",
    text: "Who changed what, and when, with the fields before and after. An entry is written in the same transaction as its change where that is possible.",
  },
  auditRoutes,
  {
    listAuditEntries: {
      summary: "List changes",
      text: "Newest first. Entries are kept as long as the log. The operator's keys read the changes of all tenants' things and of the operator's own. A tenant's key reads those of its tenant's things. A page with a filter can be short, or even empty, while `next` continues.",
      query: {
        limit: LOG_NOTES.limit,
        after: LOG_NOTES.after,
        since: LOG_NOTES.since,
        until: LOG_NOTES.until,
        tenantId: "Only changes of this tenant's things.",
        action: "Only changes by this `operationId`.",
        resourceType: "Only changes of things of this type.",
        resourceId: "Only changes of the thing with this id or name.",
        actor:
          "Only changes by the key with this id, `admin`, `posthorn`, `portal:` with the actor of a portal link, or `person:` and an email address. Changes in the console by a key that signed in count as the key's.",
      },
      answers: {
        200: {
          description: "A page of changes.",
          schema: pageOf("AuditPage", entryShape),
          example: { data: [ENTRY], next: null },
        },
      },
    },
  },
);
