import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Bill, billOf, provisioned } from "./bill.ts";
import { CASES } from "./cases.ts";
import { type Measured, measure } from "./measure.ts";
import { PRICE_LIST } from "./prices.ts";
import { billTable, countTable, functionTable } from "./tables.ts";

/** The share of provisioned capacity that is used. */
const USED = 0.6;

const { only, json } = parseArgs({
  options: { only: { type: "string" }, json: { type: "string", default: "cost.json" } },
}).values;

const chosen = CASES.filter(({ name }) => only === undefined || name === only);
if (chosen.length === 0) throw new Error(`--only takes one of: ${CASES.map(({ name }) => name).join(", ")}`);

const measured: Record<string, Measured> = {};
const bills: Record<string, Bill> = {};
for (const one of chosen) {
  console.error(`${one.name}: ${one.what}`);
  const { usage, deliveries } = await measure(one);
  measured[one.name] = { usage, deliveries };
  bills[one.name] = billOf(usage, deliveries);
  if (one.name === "lists") bills.provisioned = billOf(usage, deliveries, provisioned(USED));
}

console.log(`\nList prices of ${PRICE_LIST.region}, ${PRICE_LIST.date}. Source: ${PRICE_LIST.source}\n`);
console.log(`${billTable(bills)}\n\n${countTable(measured)}\n`);
for (const [name, counted] of Object.entries(measured)) console.log(`${functionTable(name, counted)}\n`);
writeFileSync(json, `${JSON.stringify(bills, null, 2)}\n`);
