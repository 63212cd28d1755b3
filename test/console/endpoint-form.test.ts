import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { call, operate, request, subscribe } from "../local/support/api.ts";
import { useReceiver } from "../local/support/receivers.ts";
import { button, focused, heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { createdEndpoint, unfold, visitPortal } from "./support/portal-user.ts";

const world = usePagesWorld();
const receiver = useReceiver();

const INVALID = { refusals: [422] };

const known = (id: string) => call<Record<string, unknown>>(world.twin, "GET", `/subscriptions/${id}`);
const url = (page: Page) => page.getByLabel("URL", { exact: true });
const save = (page: Page) => page.getByRole("button", { name: "Save changes" }).click();
const findType = (page: Page) => page.getByRole("searchbox", { name: "Find a type" });
const afterSave = (page: Page, id: string) => page.waitForURL(new RegExp(`/endpoints/${id}$`));

/** The messages below a field, found by the input's own description. */
async function errorsOf(page: Page, label: string): Promise<string> {
  const input = page.getByLabel(label, { exact: true });
  await expect.poll(() => input.getAttribute("aria-invalid")).toBe("true");
  const ids = ((await input.getAttribute("aria-describedby")) ?? "").split(" ");
  return (await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()))).join(" ");
}

describe("a new endpoint", () => {
  it("shows what the API refuses at its field, unfolds it, and moves the focus there", async () => {
    const page = await visitPortal(world, "/endpoints/new", INVALID);
    await url(page).fill("ftp://example.com/");
    await findType(page).fill("invoice paid!");
    await page.getByRole("button", { name: "Add “invoice paid!”" }).click();
    await unfold(page, "Filter");
    await page.getByLabel("Filter", { exact: true }).fill("data.amount >");
    await unfold(page, "Time limit");
    await page.getByLabel("Time limit in seconds").fill("301");
    await page.getByLabel("Burst").fill("5");
    await unfold(page, "Time limit");
    await unfold(page, "Dialect and headers");
    await page.getByRole("button", { name: "Add header" }).click();
    await page.keyboard.type("Host");
    await page.getByRole("button", { name: "Create endpoint" }).click();
    await page.getByText("Nothing was saved yet.").waitFor();
    expect(await errorsOf(page, "Time limit in seconds")).toContain("300");
    // The filter's editor is loaded when it is seen.
    await page.getByText(/This filter isn’t valid/).waitFor();
    expect(await errorsOf(page, "Requests per second")).toMatch(/number|required/);
    expect(await page.getByText("must be an event type such as").count()).toBeGreaterThan(0);
    await findType(page).press("Shift+Tab");
    // The rules of the whole are checked once the form of each field is right.
    await page.getByRole("button", { name: "Remove invoice paid!" }).click();
    await findType(page).fill("invoice.paid");
    await findType(page).press("Enter");
    await page.getByLabel("Filter", { exact: true }).fill("");
    await page.getByLabel("Time limit in seconds").fill("");
    await page.getByLabel("Burst").fill("");
    await page.getByRole("button", { name: "Create endpoint" }).click();
    expect(await errorsOf(page, "URL")).toMatch(/https/);
    expect(await errorsOf(page, "Value of Host")).toContain("may not be set");
    await focused(url(page)).waitFor();
  });

  it("is signed with the secret that was shown before it existed, and by a key pair if wanted", async () => {
    const page = await visitPortal(world, "/endpoints/new");
    await url(page).fill(`${receiver.url}/pair`);
    await findType(page).fill("pair.made");
    await findType(page).press("Enter");
    await unfold(page, "Dialect and headers");
    await page.getByLabel("Dialect", { exact: true }).selectOption("standard");
    await page.getByLabel("Signature", { exact: true }).selectOption("Key pair (Ed25519)");
    const shown = page.getByRole("figure", { name: "New public key", exact: true }).locator("pre");
    const publicKey = await shown.innerText();
    await page.getByRole("button", { name: "Generate another" }).click();
    await expect.poll(() => shown.innerText()).not.toBe(publicKey);
    const another = await shown.innerText();
    const id = await createdEndpoint(page);
    expect(another).toMatch(/^whpk_/);
    const answer = await fetch(`${world.twin.api}/api/v1/public-keys/${id}`);
    expect(await answer.json()).toMatchObject({ publicKey: another });
  });

  it("takes types by wildcard and by name, each with a button that takes it away", async () => {
    for (const name of ["order.placed", "order.shipped", "user.created"]) {
      await operate(world.twin, "POST", "/event-types", { name, description: `About ${name}` }, 201);
    }
    const page = await visitPortal(world, "/endpoints/new");
    await page.getByRole("checkbox", { name: /^placed/ }).check();
    await page.getByRole("checkbox", { name: "order.*" }).check();
    await page.getByRole("checkbox", { name: /^user.created/ }).check();
    await findType(page).fill("SHIPPED");
    expect(await page.getByRole("checkbox", { name: /^shipped|^order.shipped/ }).isDisabled()).toBe(true);
    await findType(page).fill("");
    await page.getByRole("button", { name: "Remove user.created" }).focus();
    await page.keyboard.press("Enter");
    await url(page).fill(`${receiver.url}/types`);
    const id = await createdEndpoint(page);
    expect((await known(id)).events).toEqual(["order.*"]);
  });

  it("can be ordered, limited, paused from the start, or fetched", async () => {
    const page = await visitPortal(world, "/endpoints/new");
    await findType(page).fill("a.b");
    await findType(page).press("Enter");
    await unfold(page, "Delivery");
    await page.getByLabel("Active").uncheck();
    await page.getByLabel("Deliver in order").check();
    await page.getByLabel("Ordering key").fill("data.customerId");
    await unfold(page, "Time limit");
    await page.getByLabel("Requests per second").fill("2.5");
    await page.getByLabel("Burst").fill("4");
    await url(page).fill(`${receiver.url}/ordered`);
    const id = await createdEndpoint(page);
    expect(await known(id)).toMatchObject({
      active: false,
      ordered: true,
      orderingKey: "data.customerId",
      rateLimit: { perSecond: 2.5, burst: 4 },
    });

    const other = await visitPortal(world, "/endpoints/new");
    await findType(other).fill("a.b");
    await findType(other).press("Enter");
    await unfold(other, "Delivery");
    await other.getByLabel("The receiver fetches events").check();
    expect(await url(other).count()).toBe(0);
    expect(await known(await createdEndpoint(other))).toMatchObject({ pull: true });
  });
});

describe("an endpoint's settings", () => {
  it("change what was changed, and keep sensitive headers", async () => {
    const { id } = await subscribe(world.twin, `${receiver.url}/kept`, {
      name: "Before",
      headers: { "X-Token": "t0ken", "X-Team": "blue" },
      sensitiveHeaders: ["X-Token"],
      metadata: { a: "1", b: "2" },
      rateLimit: { perSecond: 5 },
    });
    const page = await visitPortal(world, `/endpoints/${id}/edit`);
    await page.getByLabel("Name", { exact: true }).fill("After");
    await unfold(page, "Dialect and headers");
    await page.getByLabel("Value of X-Team").fill("red");
    await unfold(page, "Metadata");
    await button(page, "Remove a").click();
    await unfold(page, "Time limit");
    await page.getByLabel("Requests per second").fill("");
    await save(page);
    await afterSave(page, id);
    await heading(page, "After").waitFor();
    const after = await known(id);
    expect(after).toMatchObject({ headers: { "X-Token": "******", "X-Team": "red" }, metadata: { b: "2" } });
    expect(after.rateLimit).toBeUndefined();
    await call(world.twin, "POST", `/subscriptions/${id}/test`);
    const tested = receiver.requests.find(({ path }) => path === "/kept");
    expect(tested?.headers).toMatchObject({ "x-token": "t0ken", "x-team": "red" });
  });

  it("ask for the value of a sensitive header again when the host changes", async () => {
    const fields = { headers: { "X-Token": "t0ken" }, sensitiveHeaders: ["X-Token"] };
    const { id } = await subscribe(world.twin, "https://old.example/hook", fields);
    const page = await visitPortal(world, `/endpoints/${id}/edit`, INVALID);
    await url(page).fill("https://new.example/hook");
    await save(page);
    expect(await errorsOf(page, "Value of X-Token")).toContain("must be given again");
    await page.getByLabel("Value of X-Token").fill("new");
    await save(page);
    await afterSave(page, id);
    expect(await known(id)).toMatchObject({ url: "https://new.example/hook", headers: { "X-Token": "******" } });
  });

  it("don't overwrite what somebody else has changed in the meantime", async () => {
    const { id } = await subscribe(world.twin, receiver.url, { name: "Mine" });
    const page = await visitPortal(world, `/endpoints/${id}/edit`, { refusals: [412] });
    await page.getByLabel("Name", { exact: true }).fill("Ours");
    await call(world.twin, "PATCH", `/subscriptions/${id}`, { description: "Theirs" });
    await save(page);
    await page.getByText("Somebody else has changed this endpoint").waitFor();
    expect(await known(id)).toMatchObject({ name: "Mine", description: "Theirs" });
    await page.getByRole("button", { name: "Save mine anyway" }).click();
    await afterSave(page, id);
    expect(await known(id)).toMatchObject({ name: "Ours", description: "Theirs" });
  });

  it("are not left by accident, by a link or by Back", async () => {
    const { id } = await subscribe(world.twin, receiver.url, { name: "Unsaved" });
    const page = await visitPortal(world, "/");
    await page.getByText("Unsaved", { exact: true }).click();
    await page
      .getByRole("navigation", { name: "Endpoint", exact: true })
      .getByRole("link", { name: "Settings" })
      .click();
    await page.getByLabel("Name", { exact: true }).fill("Changed");
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await page.getByRole("link", { name: "Overview" }).click();
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Changed");
    // Pages can hold back Back only after somebody used them: https://developer.mozilla.org/docs/Web/API/Navigation_API#limitations
    for (const key of ["End", "!", "Backspace"]) await page.getByLabel("Name", { exact: true }).press(key);
    await page.evaluate("history.back()");
    await question.getByRole("button", { name: "Leave" }).click();
    await page.waitForURL(new RegExp(`/endpoints/${id}$`));
    expect((await known(id)).name).toBe("Unsaved");
  });

  it("delete the endpoint after a question that names it", async () => {
    const { id } = await subscribe(world.twin, receiver.url, { name: "Doomed" });
    const page = await visitPortal(world, `/endpoints/${id}/edit`);
    await page.getByRole("button", { name: "Delete endpoint" }).click();
    const question = page.getByRole("dialog", { name: "Delete Doomed?" });
    await question.getByText("This can’t be undone.").waitFor();
    await question.getByRole("button", { name: "Delete endpoint" }).click();
    await heading(page, "Endpoints").waitFor();
    expect((await request(world.twin, "GET", `/subscriptions/${id}`)).status).toBe(404);
    expect(await page.getByText("Doomed", { exact: true }).count()).toBe(0);
  });
});
