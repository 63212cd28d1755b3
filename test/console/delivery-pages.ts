import { describe, expect, it } from "vitest";
import { call, subscribe } from "../local/support/api.ts";
import { deliveriesOf } from "../local/support/deliveries.ts";
import type { Receiver } from "../support/receivers/receiver.ts";
import { ALL_CAPABILITIES, openPortalAt } from "./support/open-portal-at.ts";
import { button } from "./support/page-parts.ts";
import type { PagesWorld } from "./support/pages-world.ts";

/** What no page may obey. */
const HOSTILE = '"><img src=x onerror=alert(1)>\u202egnp.exe</script>';

/** The page of a delivery in a browser. */
export function deliveryPages(world: PagesWorld, receiver: Receiver): void {
  const opened = (id: string, can: readonly string[] = ALL_CAPABILITIES, options = {}) =>
    openPortalAt(world, `/deliveries/${id}`, can, options);

  /** Sends an event to an endpoint of its own, and waits until its delivery is in the state. */
  async function sent(type: string, data: unknown, state: string, fields: object = {}): Promise<string> {
    await subscribe(world.twin, `${receiver.url}/${type}`, { name: type, events: [type], ...fields });
    // A string is sent as it is, so that numbers stay as they are written.
    const { id } = await call<{ id: string }>(world.twin, "POST", "/events", `{"type":"${type}","data":${data}}`, 202);
    await expect.poll(async () => (await deliveriesOf(world.twin, id)).map((one) => one.state)).toEqual([state]);
    return (await deliveriesOf(world.twin, id))[0]?.id ?? "";
  }

  describe("the page of a delivery", () => {
    it("shows why it failed, what was sent and answered, and a retry after the repair delivers it", async () => {
      receiver.script({ status: 500, headers: { "x-why": "broken" }, body: "TypeError: plan of undefined" });
      const id = await sent("fail.me", '{"big":12345678901234567890}', "exhausted", { maxRetries: 0 });
      const page = await opened(id);
      await page.getByText("The receiver answered with status 500").waitFor();
      await page.getByText("What to do:").waitFor();
      // To the second, as the receiver's log has it.
      expect(await page.locator(".attempt time").innerText()).toMatch(/\d\d:\d\d:\d\d/);
      await page.getByText("First byte").waitFor();
      await page.getByText("Request", { exact: true }).click();
      await page.getByText("webhook-signature").waitFor();
      await page.getByText('"big": 12345678901234567890').waitFor();
      await page.getByText("Answer", { exact: true }).click();
      await page.getByText("x-why: broken").waitFor();
      await page.getByText("TypeError: plan of undefined").waitFor();
      await page.getByText("curl", { exact: true }).click();
      await page.getByText(`${receiver.url}/fail.me`).last().waitFor();
      await page.getByText("The subscription matched").waitFor();
      receiver.script({});
      await button(page, "Retry now").click();
      await page.getByText("The delivery is sent again.").waitFor();
      await page.getByText("Attempt 2").waitFor();
      await page.getByText("Delivered", { exact: true }).waitFor();
      const [first, second] = receiver.requests.filter(({ path }) => path === "/fail.me");
      expect(String(second?.body)).toBe(String(first?.body));
      await page.reload();
      await page.getByText("Attempt 2").waitFor();
    });

    it("says when its next attempt is due, and is cancelled after a question", async () => {
      receiver.script({ status: 503 });
      const id = await sent("cancel.me", "{}", "retrying");
      const page = await opened(id);
      await page.getByText(/^in \d+ s$/).waitFor();
      await button(page, "Cancel delivery").click();
      const dialog = page.getByRole("dialog", { name: "Cancel this delivery?" });
      await dialog.getByText("cancel.me").waitFor();
      await dialog.getByRole("button", { name: "Cancel delivery" }).click();
      await page.getByText("The delivery was cancelled.").waitFor();
      await page.getByText("Cancelled", { exact: true }).waitFor();
      expect(await button(page, "Cancel delivery").count()).toBe(0);
      expect((await call<{ state: string }>(world.twin, "GET", `/deliveries/${id}`)).state).toBe("cancelled");
    });

    it("says when the body as sent can't be made any more", async () => {
      const id = await sent("changed.me", '{"n":1}', "delivered");
      const { subscriptionId } = await call<{ subscriptionId: string }>(world.twin, "GET", `/deliveries/${id}`);
      await call(world.twin, "PATCH", `/subscriptions/${subscriptionId}`, { dialect: "witn" });
      const page = await opened(id);
      await page.getByText("Request", { exact: true }).click();
      await page.getByText("The endpoint’s settings have changed since this attempt.").waitFor();
    });

    it("shows nothing of payloads and no act to those who may only look", async () => {
      receiver.script({ status: 500, body: "secret answer" });
      const id = await sent("look.only", '{"hidden":"secret data"}', "exhausted", { maxRetries: 0 });
      const page = await opened(id, ["view"]);
      await page.getByText("The receiver answered with status 500").waitFor();
      for (const name of ["Request", "Answer", "curl"]) {
        expect(await page.getByText(name, { exact: true }).count(), name).toBe(0);
      }
      for (const name of ["Retry now", "Cancel delivery"]) expect(await button(page, name).count()).toBe(0);
      expect(await page.content()).not.toMatch(/secret (data|answer)/);
    });

    it("says that there is no such delivery, and why a retry is refused", async () => {
      const page = await opened("dlv_1", ["view"], { refusals: [404] });
      await page.getByRole("alert").getByText("No delivery with this ID").waitFor();
      const id = await sent("erased", "{}", "delivered");
      const { eventId } = await call<{ eventId: string }>(world.twin, "GET", `/deliveries/${id}`);
      await call(world.twin, "DELETE", `/events/${eventId}/content`, undefined, 204);
      const erased = await opened(id, ALL_CAPABILITIES, { refusals: [409] });
      await button(erased, "Retry now").click();
      await erased.getByRole("alert").getByText("has been erased").waitFor();
    });

    it("shows strangers’ markup, directions and endless words as text, in the page’s width", async () => {
      receiver.script({ status: 400, headers: { "x-a": "<script>b</script>" }, body: `${HOSTILE}${"w".repeat(900)}` });
      const data = JSON.stringify({ [HOSTILE]: `${HOSTILE}${"endless".repeat(2_000)}` });
      const id = await sent("hostile", data, "exhausted", { maxRetries: 0, name: `${HOSTILE}${"n".repeat(60)}` });
      const page = await opened(id, ALL_CAPABILITIES, { viewport: { width: 390, height: 844 } });
      for (const name of ["Request", "Answer", "curl"]) await page.getByText(name, { exact: true }).click();
      await page.getByText("<script>b</script>").waitFor();
      await page.getByText("gnp.exe</script>").first().waitFor();
      await page.getByText("Raw JSON").first().click();
      expect(await page.locator("img, main script").count()).toBe(0);
      expect(await page.locator("main").innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    });

    it("shows the beginning of 256 KiB at once, and all of it on request", async () => {
      const data = JSON.stringify({ text: "x".repeat(256 * 1024 - 20) });
      const id = await sent("huge", data, "delivered");
      const page = await opened(id);
      await page.getByText("Request", { exact: true }).click();
      const all = page.getByRole("button", { name: /^Show all \(\d/ });
      await all.waitFor();
      expect((await page.content()).length).toBeLessThan(150_000);
      await all.click();
      await expect.poll(async () => (await page.content()).length).toBeGreaterThan(256 * 1024);
    });
  });
}
