import * as z from "zod";
import { FOUND_TYPES } from "../../core/find/found-thing.ts";
import { documented } from "../openapi/docs.ts";
import { findRoutes } from "./find-routes.ts";

const foundShape = z
  .strictObject({
    type: z.enum(FOUND_TYPES),
    id: z.string(),
    tenantId: z.string().optional().describe("The tenant whose thing it is. Absent for the operator's own."),
    tenantName: z.string().optional().describe("The tenant's name. Only of subscriptions that were found by name."),
    subscriptionId: z.string().optional(),
    name: z.string().optional().describe("The name of a tenant, a subscription or a tenant's key."),
    url: z.string().optional().describe("The URL of a subscription. Absent for a pull subscription."),
    about: z.string().optional().describe("The type of an event or of a delivery's event, or of an alert."),
  })
  .meta({ id: "FoundThing", description: "A thing that an id names, or a subscription that was found by name." });

const findingsShape = z
  .strictObject({
    data: z.array(foundShape),
    complete: z
      .boolean()
      .describe(
        "False if there may be others: there are more than 5,000 tenants, 40,000 subscriptions to search by name, or 50 things.",
      ),
  })
  .meta({ id: "Findings" });

export const findDocs = documented(
  {
    tag: "Find",
    text: "What an id names, and subscriptions by name, whichever tenant they belong to.",
  },
  findRoutes,
  {
    findThings: {
      summary: "Find a thing by id, or subscriptions by name",
      text: "Give an `id` or a `name`.\n\n`id` takes the id of a tenant, key, subscription, event, delivery, replay, alert, rejected event or deletion. An event is found by each id that its producer and its receivers see. Producers may give events of several tenants the same id.\n\n`name` finds subscriptions by a part of their name or of the first 500 characters of their URL. The best match of each tenant comes first, then the second best of each, and so on. Within a turn, names that are the text come first, then names that begin with it, other names, and URLs. Tenants are found by name with `GET /api/v1/tenants?search`.\n\nThings of deleted tenants aren't found, and what is a second old may not be found yet.",
      query: { id: "The id.", name: "A part of a subscription's name or URL, in upper or lower case." },
      answers: {
        200: {
          description: "What was found. Empty if nothing was.",
          schema: findingsShape,
          example: {
            data: [
              {
                type: "subscription",
                id: "sub_01JJXS2H5W8Z4N6T9QXYV3KCDE",
                tenantId: "acme",
                tenantName: "Acme Ltd",
                name: "Orders",
                url: "https://example.com/webhooks/orders",
              },
            ],
            complete: true,
          },
        },
      },
    },
  },
);
