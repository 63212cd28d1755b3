import * as z from "zod/mini";
import { statisticsSchema } from "../deliveries/log-queries.ts";
import { endpoints } from "../http/endpoint.ts";
import { tenantIdField } from "../http/fields.ts";

const seriesSchema = z.extend(statisticsSchema, {
  resolution: z._default(z.enum(["minute", "hour"], "must be minute or hour"), "minute"),
});

export const timeSeriesRoutes = endpoints({
  readTimeSeries: {
    route: "GET /api/v1/subscriptions/{id}/timeseries",
    aliases: { readWebhookTimeSeries: "GET /api/v1/webhooks/{id}/timeseries" },
    access: "reads",
    capabilities: ["view"],
    query: seriesSchema,
    answers: [200],
  },
  readOverview: {
    route: "GET /api/v1/overview",
    access: "operatorReads",
    query: z.extend(seriesSchema, {
      tenantId: z.optional(tenantIdField),
    }),
    answers: [200],
    refusals: [404],
  },
});
