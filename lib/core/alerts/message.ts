import type { Subscription } from "../model/subscription.ts";
import type { Alert, AlertType } from "./alert.ts";
import type { PeopleMessage } from "./alert-routes.ts";
import { type AlertKind, type AlertWords, alertKinds, alertWords, minuteOf } from "./alert-words.ts";
import { inOneLine, withoutSecrets } from "./one-line.ts";

/** An alert, and the subscription that it is about. The subscription may have been deleted since. */
export interface AlertAbout {
  alert: Alert;
  subscription: Pick<Subscription, "name" | "url"> | undefined;
}

/** Where a message points to. */
export interface MessageLinks {
  /** The URL of the API, without a path. */
  apiUrl: string;
  /** The URL of the console, without a path. */
  consoleUrl: string;
  stage: string;
}

/**
 * SNS takes messages of at most 256 KB (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). An alert takes
 * less than 2 KB. People read fewer.
 */
const MOST_NAMED = 20;

/** SNS takes subjects of less than 100 characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT = 99;

/** Tells people of alerts, at least one. Texts of tenants can't break lines in it. */
export function alertMessage(alerts: readonly AlertAbout[], links: MessageLinks): PeopleMessage {
  const told = alerts.map((about) => ({ ...about, words: alertWords(about.alert) }));
  const [first] = told;
  return first && told.length === 1 ? messageOfOne(first, links) : messageOfMany(told, links);
}

interface Worded extends AlertAbout {
  words: AlertWords;
}

function messageOfOne(
  { alert, subscription, words }: Worded,
  { apiUrl, consoleUrl, stage }: MessageLinks,
): PeopleMessage {
  const { kind, happened, commands } = words;
  const { tenantId, subscriptionId, id, type, at } = alert;
  const text = [
    `${kind.one}.`,
    lined(
      `Tenant:        ${tenantId}`,
      `Subscription:  ${subscriptionId}${nameText(subscription)}`,
      `Endpoint:      ${endpointText(subscription)}`,
      `Alert:         ${type}, ${minuteOf(at)}, ${id}`,
    ),
    lined("WHAT HAPPENED", happened),
    lined("SEE IT IN THE CONSOLE", `  ${subscription ? endpointPage(consoleUrl, alert) : alertsPage(consoleUrl)}`),
    lined("WHAT POSTHORN DOES", kind.does),
    lined("WHAT TO DO", kind.todo, ...commands.map((command) => `  posthorn ${command} --tenant ${tenantId}`)),
    lined(
      "MORE, WITH AN OPERATOR KEY",
      `  posthorn alerts list --subscription ${subscriptionId}`,
      `  GET ${resource(apiUrl, `alerts?subscriptionId=${subscriptionId}`)}`,
      `  GET ${resource(apiUrl, `subscriptions/${subscriptionId}/health`)} with the header posthorn-tenant: ${tenantId}`,
    ),
  ];
  return { subject: subjectOf(stage, `${kind.one} (${tenantId})`), text: texted(text) };
}

/** Alerts of one kind. */
interface Group {
  kind: AlertKind;
  alerts: Worded[];
}

function messageOfMany(told: readonly Worded[], links: MessageLinks): PeopleMessage {
  const { apiUrl, consoleUrl, stage } = links;
  const groups = alertKinds.flatMap((kind) => {
    const alerts = told.filter(({ words }) => words.kind === kind);
    return alerts.length > 0 ? [{ kind, alerts }] : [];
  });
  const times = told.map(({ alert }) => alert.at).toSorted();
  const shares = sharesOf(groups);
  const text = [
    `${told.length} alerts, from ${minuteOf(times[0] ?? "")} to ${minuteOf(times.at(-1) ?? "")}. The worst come first.`,
    ...groups.map((group, index) => sectionOf(group, shares[index] ?? 0)),
    lined("SEE THEM IN THE CONSOLE", `  ${alertsPage(consoleUrl)}`),
    lined("ALL ALERTS, WITH AN OPERATOR KEY", "  posthorn alerts list --all", `  GET ${resource(apiUrl, "alerts")}`),
  ];
  const counts = groups.map(({ kind, alerts }) => (alerts.length === 1 ? kind.one : `${alerts.length} ${kind.many}`));
  return { subject: subjectOf(stage, `${told.length} alerts: ${counts.join("; ")}`), text: texted(text) };
}

/** How many alerts of each group are named. The worst group has the most places, but each later one keeps a place. */
function sharesOf(groups: readonly Group[]): number[] {
  let left = MOST_NAMED;
  return groups.map(({ alerts }, index) => {
    const share = Math.min(alerts.length, left - (groups.length - index - 1));
    left -= share;
    return share;
  });
}

function sectionOf({ kind, alerts }: Group, share: number): string {
  const { length } = alerts;
  const named = alerts.slice(0, share).flatMap(itemOf);
  const others = length - share;
  const more = `  and ${others} more: posthorn alerts list --type ${typesOf(alerts).join()} --all`;
  return lined(
    (length === 1 ? kind.one : `${length} ${kind.many}`).toUpperCase(),
    ...named,
    ...(others > 0 ? [more] : []),
    `What Posthorn does: ${kind.does}`,
    `What to do: ${kind.todo}`,
  );
}

function itemOf({ alert: { tenantId, subscriptionId }, subscription, words }: Worded): string[] {
  return [
    `  - ${tenantId}, ${subscriptionId}${nameText(subscription)}, ${endpointText(subscription)}`,
    `    ${words.happened}`,
    ...words.commands.slice(0, 1).map((command) => `    posthorn ${command} --tenant ${tenantId}`),
  ];
}

const typesOf = (alerts: readonly Worded[]): AlertType[] => [...new Set(alerts.map(({ alert }) => alert.type))];

const nameText = (subscription: AlertAbout["subscription"]): string =>
  subscription?.name ? ` "${inOneLine(subscription.name, 60).replaceAll('"', "'")}"` : "";

const endpointText = (subscription: AlertAbout["subscription"]): string =>
  subscription ? withoutSecrets(subscription.url) : "(the subscription was deleted)";

const resource = (apiUrl: string, path: string): string => `${withoutSlash(apiUrl)}/api/v1/${path}`;

const endpointPage = (consoleUrl: string, { tenantId, subscriptionId }: Alert): string =>
  `${withoutSlash(consoleUrl)}/console/tenants/${tenantId}/endpoints/${subscriptionId}`;

const alertsPage = (consoleUrl: string): string => `${withoutSlash(consoleUrl)}/console/alerts`;

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

const lined = (...lines: string[]): string => lines.join("\n");

const texted = (parts: string[]): string => `${parts.join("\n\n")}\n`;

const subjectOf = (stage: string, text: string): string => {
  const subject = `[posthorn ${stage}] ${text}`;
  return subject.length > MAX_SUBJECT ? `${subject.slice(0, MAX_SUBJECT - 3)}...` : subject;
};
