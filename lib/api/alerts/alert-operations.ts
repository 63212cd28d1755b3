import type { AlertType } from "../../core/alerts/alert.ts";
import type { AlertLister, StoredAlert } from "../../core/alerts/alert-store.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView } from "../http/pages.ts";
import type { alertRoutes } from "./alert-routes.ts";

export interface AlertPorts {
  alerts: AlertLister;
}

/** The operator's list of alerts. */
export const alertOperations = ({ alerts }: AlertPorts): Operations<typeof alertRoutes> => ({
  listAlerts: async ({ query: { limit, after, tenantId, subscriptionId, type } }) => {
    const filter = { tenantId, subscriptionId, types: typesIn(type) };
    const list = `alerts ${JSON.stringify(filter)}`;
    const page = await pageOfList(list, { limit, after }, (request) => alerts.listAlerts(filter, request));
    return jsonAnswer(200, pageView(page, alertView));
  },
});

const typesIn = (text: string | undefined): AlertType[] | undefined =>
  text === undefined ? undefined : ([...new Set(text.split(","))] as AlertType[]);

/** The facts stand beside the other fields, as on the bus and in webhooks. */
function alertView({ id, type, at, tenantId, subscriptionId, facts, told }: StoredAlert) {
  const toldAt = { machines: told.machinesAt, people: told.peopleAt };
  return { id, type, at, tenantId, subscriptionId, ...facts, toldAt };
}
