import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import type { Twin } from "../../lib/local/twin.ts";
import { operate, send } from "../local/support/api.ts";
import { useReceiver } from "../local/support/receivers.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { keyboardOf } from "./support/keyboard.ts";
import { ALL_CAPABILITIES } from "./support/open-portal-at.ts";
import { heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();
const receiver = useReceiver();

/** The pages look for changes every 30 s, or every 5 s while something waits. */
const PATIENCE = { timeout: 40_000 };

/** Enough failures for Posthorn to hold what comes later. */
const EVENTS = 15;

it("a customer sets up an endpoint, sees why it fails, mends it and recovers, with the keyboard alone, in a frame", async () => {
  const { twin, app, browser } = world;
  await operate(
    twin,
    "POST",
    "/event-types",
    {
      name: "invoice.paid",
      description: "A customer has paid an invoice.",
      example: { invoiceId: "in_1", amount: 4900 },
    },
    201,
  );
  const body = { capabilities: ALL_CAPABILITIES, actor: "ann@example.com" };
  const { url } = await operate<{ url: string }>(twin, "POST", `/tenants/${twin.tenantId}/portal-links`, body, 201);
  const page = await browser.open();
  await page.goto(`${app.origin}/?src=${encodeURIComponent(url)}`);
  const frame = page.frameLocator("iframe");
  const keys = keyboardOf(page, frame);

  await frame.getByText("No endpoints yet").waitFor();
  await keys.press("link", "Add endpoint");
  await keys.fill("URL", `${receiver.url}/hooks`);
  await keys.fill("Name", "Ledger");
  await keys.check("invoice.paid");
  const secret = await frame.getByRole("figure", { name: "New secret", exact: true }).locator("pre").innerText();
  await keys.goTo(frame.locator("summary").filter({ hasText: "Time limit, retries and rate" }));
  await page.keyboard.press("Enter");
  await keys.fill("Retries", "0");
  await keys.press("button", "Create endpoint");
  await heading(frame, "Ledger").waitFor();

  await keys.press("link", "Test");
  await keys.press("button", "Send test");
  await frame.getByText("The receiver accepted the test (invoice.paid).").waitFor();
  const [test] = await receiver.received(1);
  const signed = new Webhook(secret).verify(test?.body.toString() ?? "", test?.headers as Record<string, string>);
  expect(signed).toMatchObject({ data: { amount: 4900 } });

  receiver.script({ status: 500, body: "database is locked" });
  const failed = await sendSome(twin, "in", EVENTS);
  await keys.press("link", "Overview");
  await frame.getByText("Failing", { exact: true }).first().waitFor(PATIENCE);
  const held = await sendSome(twin, "late", 3);
  await keys.press("link", "Deliveries");
  await keys.goTo(frame.getByRole("listitem").filter({ hasText: "Exhausted" }).getByRole("link").first());
  await page.keyboard.press("Enter");
  await frame.getByText("The receiver answered with status 500: something went wrong on its side.").waitFor();
  await keys.goTo(frame.locator("summary").filter({ hasText: "Answer" }));
  await page.keyboard.press("Enter");
  await frame.getByText("database is locked").waitFor();

  receiver.script({});
  receiver.requests.length = 0;
  await keys.press("link", "Ledger");
  await keys.press("button", "Probe now");
  await frame.getByText("Healthy", { exact: true }).first().waitFor(PATIENCE);
  await keys.press("link", "Send these");
  await keys.press("button", "Preview");
  await frame.getByText(/would be sent again/).waitFor();
  await keys.press("button", "Send again");
  await frame.getByText("Completed").waitFor(PATIENCE);
  await expect.poll(() => arrived(receiver), PATIENCE).toEqual(new Set([...failed, ...held]));

  await keys.press("link", "Deliveries");
  const rows = frame.getByRole("list", { name: "Deliveries" }).getByRole("listitem");
  const delivered = rows.filter({ hasText: "Delivered" });
  await delivered.first().waitFor();
  await expect.poll(async () => (await rows.count()) - (await delivered.count()), PATIENCE).toBe(0);
}, 180_000);

/** Sends invoices at the same time. Resolves with their ids. */
async function sendSome(twin: Twin, prefix: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, n) => `${prefix}_${n}`);
  await Promise.all(ids.map((invoiceId) => send(twin, { type: "invoice.paid", data: { invoiceId, amount: 100 } })));
  return ids;
}

/** The invoices that the receiver got since it works again. */
const arrived = ({ requests }: Receiver): Set<string> =>
  new Set(requests.map(({ body }) => JSON.parse(body.toString()).data.invoiceId));
