import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { call, operate, send, subscribe } from "../local/support/api.ts";
import { useReceiver } from "../local/support/receivers.ts";
import { usePagesWorld } from "./support/pages-world.ts";
import { shownCode, visitPortal } from "./support/portal-user.ts";

const world = usePagesWorld();
const receiver = useReceiver();

type Posts = typeof receiver.requests;

/** Whether a secret verifies a POST. */
function verifies(secret: string, post: Posts[number] | undefined): boolean {
  try {
    new Webhook(secret).verify(post?.body.toString() ?? "", post?.headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

const endpoint = (name: string, more: object = {}) =>
  subscribe(world.twin, receiver.url, { name, events: [`${name.toLowerCase()}.*`], ...more });

/** A receiver that accepts what one of its secrets signs. */
const knowing = (secrets: string[]) =>
  receiver.script((post) => ({
    status: secrets.some((secret) => verifies(secret, post as Posts[number])) ? 200 : 401,
  }));

describe("a test", () => {
  it("sends edited data of a chosen type as it was typed, and shows what the receiver answered", async () => {
    const example = { amount: 1 };
    await operate(world.twin, "POST", "/event-types", { name: "tested.paid", example }, 201);
    const { id, secret } = await endpoint("Tested");
    const page = await visitPortal(world, `/endpoints/${id}/test`);
    const data = page.getByLabel("Data", { exact: true });
    await expect.poll(() => data.inputValue()).toBe(JSON.stringify(example, null, 2));
    await data.fill('{"amount": 12345678901234567890}');
    await page.getByRole("button", { name: "Send test" }).click();
    await page.getByText("The receiver accepted the test (tested.paid).").waitFor();
    const [post] = await receiver.received(1);
    expect(post?.body.toString()).toContain('"data":{"amount": 12345678901234567890}');
    expect(verifies(secret, post)).toBe(true);
    receiver.script({ status: 503 });
    await page.getByRole("button", { name: "Send test" }).click();
    await page.getByText("The receiver didn’t accept the test (tested.paid).").waitFor();
    await page.getByText("503", { exact: true }).waitFor();
  });

  it("says at the field that data isn’t JSON, or that a secret has another form", async () => {
    const { id } = await endpoint("Typos");
    const page = await visitPortal(world, `/endpoints/${id}/test`, { refusals: [422] });
    await page.getByLabel("Data", { exact: true }).fill("{");
    await page.getByRole("button", { name: "Send test" }).click();
    await page.getByText("This isn’t JSON").waitFor();
    await page.getByLabel("Data", { exact: true }).fill("");
    await page.getByLabel("Another secret").first().check();
    await page.getByRole("textbox", { name: "Another secret" }).fill("hunter2");
    await page.getByRole("button", { name: "Send test" }).click();
    await page.getByText("must be whsec_ followed by base64").waitFor();
    expect(receiver.requests).toHaveLength(0);
  });

  it("of a type that isn't in the catalog carries an example", async () => {
    const { id } = await endpoint("Others");
    const page = await visitPortal(world, `/endpoints/${id}/test`);
    await page.getByLabel("Event type", { exact: true }).selectOption("Another type…");
    await page.getByLabel("Name of the type").fill("never.seen");
    await page.getByRole("button", { name: "Send test" }).click();
    await page.getByText("The receiver accepted the test (never.seen).").waitFor();
    expect(JSON.parse(receiver.requests[0]?.body.toString() ?? "")).toMatchObject({ type: "never.seen" });
  });
});

describe("the secret", () => {
  it("is shown on request, which is recorded", async () => {
    const { id, secret } = await endpoint("Shown");
    const page = await visitPortal(world, `/endpoints/${id}/secret`, { capabilities: ["view", "viewSecret"] });
    await page.getByText("Posthorn records each time that somebody looks at it.").waitFor();
    expect(await page.getByText(secret).count()).toBe(0);
    await page.getByRole("button", { name: "Show secret" }).click();
    expect(await shownCode(page, "Secret")).toBe(secret);
    await page.getByText("Last shown").waitFor();
    const { secretShown } = await call<{ secretShown?: object }>(world.twin, "GET", `/subscriptions/${id}`);
    expect(secretShown).toBeDefined();
    expect(await page.getByRole("heading", { name: "Rotate the secret" }).count()).toBe(0);
  });

  it("is rotated with proof: only once the receiver has accepted the new one", async () => {
    const { id, secret } = await endpoint("Proved");
    knowing([secret]);
    const page = await visitPortal(world, `/endpoints/${id}/secret`);
    const next = await shownCode(page);
    const switchOver = page.getByRole("button", { name: "Switch over to the new secret" });
    await page.getByRole("button", { name: "Test with the new secret" }).click();
    await page.getByText("The receiver didn’t accept the test").waitFor();
    expect(await switchOver.count()).toBe(0);
    knowing([secret, next]);
    await page.getByRole("button", { name: "Test with the new secret" }).click();
    await switchOver.click();
    await page.getByText("The new secret signs from now on.", { exact: true }).waitFor();
    expect(await shownCode(page)).toBe(next);
    receiver.requests.length = 0;
    await send(world.twin, { type: "proved.done", data: {} });
    const [post] = await receiver.received(1);
    expect([verifies(next, post), verifies(secret, post)]).toEqual([true, false]);
  });

  it("is rotated with a grace period, and the previous one is shown with its end", async () => {
    const { id, secret } = await endpoint("Graceful");
    const page = await visitPortal(world, `/endpoints/${id}/secret`);
    await page.getByLabel("With a grace period").check();
    await page.getByLabel("Grace period", { exact: true }).selectOption("3 days");
    await page.getByRole("button", { name: "Rotate the secret" }).click();
    await page.getByText("The previous one signs until").waitFor();
    const next = await shownCode(page);
    await send(world.twin, { type: "graceful.done", data: {} });
    const [post] = await receiver.received(1);
    expect([verifies(next, post), verifies(secret, post)]).toEqual([true, true]);
    await page.getByRole("button", { name: "Show secret" }).click();
    const previous = page.getByRole("figure", { name: /^Previous secret, signs until/ });
    expect(await previous.locator("pre").innerText()).toBe(secret);
  });

  it("is rotated at once only after a question", async () => {
    const { id, secret } = await endpoint("Leaked");
    const page = await visitPortal(world, `/endpoints/${id}/secret`);
    await page.getByLabel("At once").check();
    const next = await shownCode(page);
    await page.getByRole("button", { name: "Rotate now" }).click();
    const question = page.getByRole("dialog", { name: "Rotate the secret of Leaked now?" });
    await question.getByRole("button", { name: "Rotate now" }).click();
    await page.getByText("The new secret signs from now on.", { exact: true }).waitFor();
    await send(world.twin, { type: "leaked.done", data: {} });
    const [post] = await receiver.received(1);
    expect([verifies(next, post), verifies(secret, post)]).toEqual([true, false]);
  });

  it("offers only what a link allows", async () => {
    const { id } = await endpoint("Limited");
    const page = await visitPortal(world, `/endpoints/${id}/secret`, { capabilities: ["view", "manageSecret"] });
    await page.getByLabel("With a grace period").waitFor();
    expect(await page.getByRole("button", { name: "Show secret" }).count()).toBe(0);
    expect(await page.getByLabel("With proof").count()).toBe(0);
    const form = await visitPortal(world, "/endpoints/new", { capabilities: ["view", "manage"] });
    await form.getByRole("button", { name: "Create endpoint" }).waitFor();
    expect(await form.getByRole("heading", { name: "Signing secret" }).count()).toBe(0);
  });

  it("that is refused says why at its field", async () => {
    const { id } = await endpoint("Refused", { dialect: "agents" });
    const page = await visitPortal(world, `/endpoints/${id}/secret`, { refusals: [422] });
    await page.getByLabel("With a grace period").check();
    await page.getByRole("button", { name: "Rotate the secret" }).click();
    await page.getByText("must be 0: a POST in the agents dialect can carry only one signature").waitFor();
  });

  it("of a key pair is a public key, for everyone who may view the endpoint", async () => {
    const { id } = await endpoint("Pair", { signature: "ed25519" });
    const answer = await fetch(`${world.twin.api}/api/v1/public-keys/${id}`);
    const { publicKey } = (await answer.json()) as { publicKey: string };
    const page = await visitPortal(world, `/endpoints/${id}/secret`, { capabilities: ["view", "viewSecret"] });
    expect(await shownCode(page, "Public key")).toBe(publicKey);
    expect(await page.getByRole("button", { name: "Show secret" }).count()).toBe(0);
  });
});
