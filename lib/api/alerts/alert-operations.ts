import type { AlertType } from "../../core/alerts/alert.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { pageView } from "../http/pages.ts";
import type { alertRoutes } from "./alert-routes.ts";
import { type JudgedAlert, judgedAlerts, type OpenAlertPorts } from "./open-alerts.ts";

export type AlertPorts = OpenAlertPorts;

/** The operator's list of alerts. */
export function alertOperations(ports: AlertPorts): Operations<typeof alertRoutes> {
  const listJudged = judgedAlerts(ports);
  return {
    listAlerts: async ({ query: { limit, after, tenantId, subscriptionId, type, open } }) => {
      const filter = { tenantId, subscriptionId, types: typesIn(type) };
      const isWanted = open === undefined ? undefined : open === "true";
      const list = `alerts ${JSON.stringify({ ...filter, open })}`;
      const page = await pageOfList(list, { limit, after }, (request) => listJudged(filter, isWanted, request));
      return jsonAnswer(200, pageView(page, alertView));
    },
  };
}

const typesIn = (text: string | undefined): AlertType[] | undefined =>
  text === undefined ? undefined : ([...new Set(text.split(","))] as AlertType[]);

/** The facts stand beside the other fields, as on the bus and in webhooks. */
function alertView({ alert, open, subscription }: JudgedAlert) {
  const { id, type, at, tenantId, subscriptionId, facts, told } = alert;
  const { tenantName, name, url } = subscription ?? {};
  const toldAt = { machines: told.machinesAt, people: told.peopleAt };
  return { id, type, at, tenantId, tenantName, subscriptionId, name, url, ...facts, open, toldAt };
}
