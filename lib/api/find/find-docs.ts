import * as z from "zod";
import { FOUND_TYPES } from "../../core/find/found-thing.ts";
import { documented } from "../openapi/docs.ts";
import { findRoutes } from "./find-routes.ts";

const foundShape = z
  .strictObject({
    type: z.enum(FOUND_TYPES),
    id: z.string(),
    tenantId: z.string().optional().describe("The tenant whose thing it is. Absent for the operator's own."),
    subscriptionId: z.string().optional(),
    name: z
      .string()
      .optional()
      .describe("The name of a tenant, a subscription or a tenant's key. The URL of a subscription without a name."),
    about: z.string().optional().describe("The type of an event or of a delivery's event, or of an alert."),
  })
  .meta({ id: "FoundThing", description: "A thing that an id names." });

const findingsShape = z
  .strictObject({
    data: z.array(foundShape),
    complete: z
      .boolean()
      .describe("False if there are more than 5,000 tenants or 50 things. Then others may have the id too."),
  })
  .meta({ id: "Findings" });

export const findDocs = documented(
  {
    tag: "Find by id",
    text: "What an id names, whichever tenant it belongs to.",
  },
  findRoutes,
  {
    findById: {
      summary: "Find what an id names",
      text: "Takes the id of a tenant, key, subscription, event, delivery, replay, alert, rejected event or deletion. An event is found by each id that its producer and its receivers see. Producers may give events of several tenants the same id. Things of deleted tenants aren't found, and what is a second old may not be found yet.",
      query: { id: "The id." },
      answers: {
        200: {
          description: "What was found. Empty if the id names nothing.",
          schema: findingsShape,
          example: {
            data: [
              {
                type: "subscription",
                id: "sub_01JJXS2H5W8Z4N6T9QXYV3KCDE",
                tenantId: "acme",
                name: "Orders",
              },
            ],
            complete: true,
          },
        },
      },
    },
  },
);
