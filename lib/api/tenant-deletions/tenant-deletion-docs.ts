import * as z from "zod";
import { count, dateTime, PAGE_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { tenantDeletionRoutes } from "./tenant-deletion-routes.ts";

const deletionShape = z
  .strictObject({
    id: z.string(),
    tenantId: z.string().describe("The id that the deleted tenant had. Another tenant may have it now."),
    state: z
      .enum(["waiting", "erasing", "completed"])
      .describe("`waiting`: the erasure begins 16 minutes after the tenant was deleted."),
    erased: z
      .strictObject({
        events: count("Erased events."),
        deliveries: count("Erased deliveries."),
      })
      .meta({ id: "ErasedCounts", description: "What was erased so far. After a crash, some may be missing." }),
    createdAt: dateTime("When the tenant was deleted."),
    updatedAt: dateTime("When the erasure last advanced."),
    finishedAt: dateTime("When nothing was left.").optional(),
  })
  .meta({ id: "TenantDeletion", description: "The erasure of everything that a deleted tenant had." });

const DELETION = {
  id: "tdl_01JJYB4S4T0W8E3T8Q2V5Z6N7P",
  tenantId: "acme",
  state: "completed",
  erased: { events: 1204, deliveries: 2377 },
  createdAt: "2026-01-31T12:00:00.000Z",
  updatedAt: "2026-01-31T12:16:24.000Z",
  finishedAt: "2026-01-31T12:16:24.000Z",
};

export const tenantDeletionDocs = documented(
  {
    tag: "Tenant deletions",
    text: "Deleting a tenant erases what it had, in the background: events, deliveries, attempts, replays, statistics and secrets.",
  },
  tenantDeletionRoutes,
  {
    listTenantDeletions: {
      summary: "List deletions of tenants",
      text: "Newest first. A completed deletion is kept for 400 days.",
      query: PAGE_NOTES,
      answers: {
        200: {
          description: "A page of deletions.",
          schema: pageOf("TenantDeletionPage", deletionShape),
          example: { data: [DELETION], next: null },
        },
      },
    },
    readTenantDeletion: {
      summary: "Read the deletion of a tenant",
      text: "Nobody needs to help a deletion that failed: Posthorn continues it within two hours.",
      answers: { 200: { description: "The deletion.", schema: deletionShape, example: DELETION } },
    },
  },
);
