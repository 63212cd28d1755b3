import type { Twin } from "./twin.ts";

const EXAMPLE = { type: "invoice.paid", data: { invoice: "in_1001", amount: 4900 } };

/**
 * The text to print once the twin is up: its addresses, commands to paste, and how to watch it.
 *
 * @param links open the console, and the portal of the demo tenant
 */
export function greeting(twin: Twin, links: { console: string; portal: string }, dataDir: string): string {
  const { api, apiKey, aws, notRun, inbox, alarms, tenantId } = twin;
  const left = [...notRun].map(([type, count]) => `${type} (${count})`).join(", ");
  return `Posthorn is up: API ${api}, AWS ${aws}, data and keys in ${dataDir}
Console, for you (the link signs you in once, within an hour; "npx posthorn console" prints another one):
${links.console}
Portal of the tenant ${tenantId}, for customers (the link works once, within 5 minutes; "npx posthorn portal link ${tenantId} --can all" prints another one):
${links.portal}
API reference: ${api}/api/docs
Messages to email addresses are printed here and kept in ${inbox}
Nothing evaluates the ${alarms.length} alarms here${left && `, nor runs ${left}`}.

Subscribe your receiver on port 3000:
${curl(api, apiKey, "/api/v1/subscriptions", { url: "http://127.0.0.1:3000/webhooks", events: ["*"] })}

Send it an event:
EVENT=$(${curl(api, apiKey, "/api/v1/events", EXAMPLE)} | grep -o 'evt_[0-9A-Z]*') && echo $EVENT

See its deliveries:
${curl(api, apiKey, "/api/v1/events/$EVENT/deliveries")}

Watch everything:
tail -F ${dataDir}/logs/*.log

Ctrl-C stops it. Its data is kept.`;
}

function curl(api: string, key: string, path: string, body?: object): string {
  const authorization = `-H 'authorization: Bearer ${key}'`;
  if (!body) return `curl -sw '\\n' ${api}${path} ${authorization}`;
  return `curl -sw '\\n' ${api}${path} ${authorization} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}
