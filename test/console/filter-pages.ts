import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { newAllowance } from "../../lib/core/matching/allowance.ts";
import { type ConditionError, checkCondition } from "../../lib/core/matching/condition.ts";
import { evaluations } from "../../lib/core/matching/evaluation.ts";
import { call, operate, send } from "../local/support/api.ts";
import { FILTER_SAMPLES, SAMPLE_EVENTS, SAMPLE_SUBSCRIPTION } from "../support/filter-samples.ts";
import { openPortalAt } from "./support/open-portal-at.ts";
import type { PagesWorld } from "./support/pages-world.ts";

const SCHEMA = {
  type: "object",
  properties: {
    amount: { type: "number", description: "In cents. <b>Not bold</b>" },
    status: { enum: ["open", "paid"] },
    "content-type": { type: "string" },
    customer: { $ref: "#/$defs/customer" },
    items: { type: "array", items: { properties: { price: { type: "number" } } } },
  },
  $defs: { customer: { type: "object", properties: { name: { type: "string" } } } },
};

/** Takes far longer than anybody waits. */
const ENDLESS = "data.text.matches('^(a+)+$')";

/** The filter's editor in the form for a new endpoint. */
export function filterPages(world: PagesWorld): void {
  const editor = (page: Page) => page.getByRole("textbox", { name: "Filter", exact: true });
  const summary = (page: Page) => page.getByRole("region", { name: "Preview" }).getByRole("status");

  async function opened(type: string, can = ["view", "viewPayload", "manage"], options = {}): Promise<Page> {
    const page = await openPortalAt(world, `/endpoints/new?type=${encodeURIComponent(type)}`, can, options);
    await page.getByText("Filter", { exact: true }).first().waitFor();
    // Nothing is loaded for a filter that nobody looks at.
    expect(await editor(page).count()).toBe(0);
    await page.getByText("Filter", { exact: true }).first().click();
    await editor(page).waitFor();
    return page;
  }

  async function write(page: Page, filter: string): Promise<void> {
    await editor(page).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    // Typing would complete names and close brackets.
    await page.keyboard.insertText(filter);
    await page.keyboard.press("Escape");
  }

  const createType = (name: string, fields: object = {}) =>
    operate(world.twin, "POST", "/event-types", { name, ...fields }, 201);

  describe("the filter of an endpoint", () => {
    it("is tried on recent events, exactly as the server decides", async () => {
      await createType("order.placed", { schema: SCHEMA, example: { amount: 1, status: "open" } });
      for (const amount of ["50", "120.5", "9007199254740993"]) {
        await call(world.twin, "POST", "/events", `{"type":"order.placed","data":{"amount":${amount}}}`, 202);
      }
      const page = await opened("order.placed");
      await summary(page).getByText("Without a filter, all events are sent.").waitFor();
      await write(page, "data.amount > 100.0");
      await summary(page).getByText("2 of 3 events match").waitFor();
      await write(page, "data.amount == 9007199254740993");
      await summary(page).getByText("1 of 3 events match").waitFor();
      await page.getByText("Matches", { exact: true }).click();
      await page.getByText('"amount": 9007199254740993').waitFor();
    });

    it("shows what is wrong with it, and where", async () => {
      const page = await opened("order.placed");
      await write(page, "data.amount > unknown");
      await page.getByText("This filter isn’t valid: Unknown variable: unknown (at character 15)").waitFor();
      await summary(page).getByText("Correct the filter").waitFor();
      await write(page, "data.missing == 1");
      await page.getByText("Error", { exact: true }).first().click();
      await page
        .getByText(/The filter doesn’t match, because it failed: No such key: missing/)
        .first()
        .waitFor();
    });

    it("is tried on examples where nobody may see events' data, or where there are none", async () => {
      await createType("order.shipped", { example: { amount: 7 } });
      for (const [type, can] of [
        ["order.placed", ["view", "manage"]],
        ["order.shipped", ["view", "viewPayload", "manage"]],
      ] as const) {
        const page = await opened(type, [...can]);
        await write(page, "data.amount == 7");
        await summary(page)
          .getByText(`${type === "order.shipped" ? 1 : 0} of 1 event`)
          .waitFor();
        await page.getByRole("region", { name: "Preview" }).getByText("Examples").waitFor();
      }
    });

    it("is completed from the types' schemas and examples", async () => {
      const page = await opened("order.placed");
      const option = (name: string | RegExp) => page.getByRole("option", { name });
      await summary(page).getByText("all events are sent").waitFor();
      await editor(page).focus();
      await page.keyboard.type("data.");
      await option("amount number").waitFor();
      await page.getByText("In cents. <b>Not bold</b>").waitFor();
      await page.keyboard.type("cu");
      await option(/customer/).click();
      await page.keyboard.type(".");
      await option("name string").click();
      await expect.poll(() => editor(page).textContent()).toBe("data.customer.name");
      await write(page, "");
      await page.keyboard.type("data.con");
      await option(/content-type/).click();
      await expect.poll(() => editor(page).textContent()).toBe('data["content-type"]');
      await write(page, "");
      await page.keyboard.type('data.status == "p');
      await option("paid").click();
      await expect.poll(() => editor(page).textContent()).toBe('data.status == "paid"');
    });

    it("doesn't keep the keyboard: Tab leaves the editor", async () => {
      const page = await opened("order.placed");
      await write(page, "true");
      await summary(page).getByText("3 of 3 events match").waitFor();
      await page.keyboard.press("Tab");
      expect(await editor(page).evaluate((element) => element.matches(":focus"))).toBe(false);
      await page.keyboard.press("Shift+Tab");
      expect(await editor(page).evaluate((element) => element.matches(":focus"))).toBe(true);
    });

    it("is stopped when it takes too long, and the page goes on", async () => {
      await createType("text.sent");
      await send(world.twin, { type: "text.sent", data: { text: `${"a".repeat(60)}!` } });
      await send(world.twin, { type: "text.sent", data: { text: "short" } });
      const page = await opened("text.sent");
      await write(page, ENDLESS);
      await summary(page).getByText("The filter takes too long.").waitFor();
      await page.getByText("Not tried").or(page.getByText("Doesn’t match")).first().waitFor();
      await write(page, "data.text == 'short'");
      await summary(page).getByText("1 of 2 events match").waitFor();
    });

    it("is saved, and the editor shows what the API says about it", async () => {
      const page = await opened("order.placed", undefined, { refusals: [422] });
      await page.getByLabel("URL", { exact: true }).fill("https://receiver.example/filtered");
      await write(page, "data.amount >");
      await page.getByRole("button", { name: "Create endpoint" }).click();
      await page
        .getByText(/isn’t valid/)
        .first()
        .waitFor();
      await expect.poll(() => editor(page).evaluate((element) => element.matches(":focus"))).toBe(true);
      await write(page, "data.amount > 5.0");
      await page.getByRole("button", { name: "Create endpoint" }).click();
      await page.waitForURL(/\/endpoints\/sub_/);
      const id = /sub_\w+/.exec(page.url())?.[0];
      const { filter } = await call<{ filter: string }>(world.twin, "GET", `/subscriptions/${id}`);
      expect(filter).toBe("data.amount > 5.0");
    });
  });

  describe("the worker of the preview", () => {
    it("agrees with the server about every sample", async () => {
      const page = await opened("order.placed");
      await write(page, "true");
      const script = page.workers()[0]?.url() ?? (await page.waitForEvent("worker")).url();
      for (const filter of FILTER_SAMPLES) {
        const request = { filter, events, subscription: SAMPLE_SUBSCRIPTION };
        const answers = await page.evaluate<Answer[]>(askWorker(script, request, SAMPLE_EVENTS.length));
        expect(answers, filter).toEqual(expectedOf(filter));
      }
    });
  });
}

type Answer = { problem?: object | undefined } | { evaluation: object };

const events = SAMPLE_EVENTS.map(({ id, type, occurredAt, data }) => ({ id, type, occurredAt, data }));

/** A script that resolves with all answers of a new worker, without the times. */
const askWorker = (script: string, request: object, count: number): string => `new Promise((resolve, reject) => {
  const worker = new Worker(${JSON.stringify(script)}, { type: "module" });
  const answers = [];
  worker.onerror = reject;
  worker.onmessage = ({ data: { tookMs, ...answer } }) => {
    answers.push(answer);
    if (answer.problem || answers.length > ${count}) resolve(answers);
  };
  worker.postMessage(${JSON.stringify(request)});
})`;

/** Enough on a machine that is busy. */
const LONG_MS = 10_000;

/** What the server says to a filter that is saved, and then decides about each event, given the time. */
function expectedOf(filter: string): Answer[] {
  const problem = problemOf(filter);
  if (problem) return [{ problem }];
  const evaluationOf = evaluations({ slowMs: LONG_MS });
  const results = SAMPLE_EVENTS.map((event) => {
    const allowance = newAllowance({ leftMs: LONG_MS, slowLeftMs: LONG_MS, eachMs: LONG_MS });
    return evaluationOf(event, allowance)(filter, SAMPLE_SUBSCRIPTION);
  });
  return [{ problem: undefined }, ...results.map((evaluation) => ({ evaluation }))];
}

function problemOf(filter: string): object | undefined {
  try {
    checkCondition(filter);
    return undefined;
  } catch (error) {
    const { message, at } = error as ConditionError;
    return { message, at };
  }
}
