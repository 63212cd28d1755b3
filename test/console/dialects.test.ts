import { describe, expect, it } from "vitest";
import { receiverCode } from "../../lib/dialects/receivers/receiver-code.ts";
import { verify } from "../../lib/dialects/verify/index.ts";
import { call, operate } from "../local/support/api.ts";
import { receiverForTest } from "../local/support/receivers.ts";
import { openConsoleAt } from "./support/open-console-at.ts";
import { heading } from "./support/page-parts.ts";
import { usePagesWorld } from "./support/pages-world.ts";

const world = usePagesWorld();

const MINE = {
  name: "mine",
  algorithm: "hmac-sha256",
  signatureHeader: "x-mine-signature",
  signature: "t={timestamp},v1={signature}",
  separator: ",",
  signedText: "{timestamp}.{body}",
  encoding: "hex",
  keyForm: "text",
  body: { id: "{id}", type: "{type}", occurredAt: "{occurredAt}", data: "{data}" },
} as const;

describe("the console's dialects", () => {
  it("are listed, the operator's own first, and can be searched", async () => {
    await operate(world.twin, "POST", "/dialects", { ...MINE, name: "own" }, 201);
    const page = await openConsoleAt(world, "/dialects", { role: "viewer" });
    const rows = page.getByRole("list", { name: "Dialects" }).getByRole("link");
    await expect.poll(() => rows.first().innerText()).toContain("own");
    expect(await page.getByRole("link", { name: "New dialect" }).count()).toBe(0);
    await page.getByRole("searchbox").fill("strip");
    await expect.poll(() => rows.count()).toBe(1);
    await page.reload();
    await rows.first().click();
    await heading(page, "stripe").waitFor();
    expect(await page.getByRole("heading", { name: "What receivers get" }).count()).toBe(0);
    await page.getByText("stripe-signature").first().waitFor();
    await page.goBack();
    await expect.poll(() => rows.count()).toBe(1);
  });

  it("begin with another one, show errors at their fields and the POST as it would be, and stay for ever", async () => {
    const page = await openConsoleAt(world, "/dialects", { role: "operator", refusals: [422, 409] });
    await page.getByRole("link", { name: "New dialect" }).click();
    await page.getByLabel("Name", { exact: true }).fill("standard");
    await page.getByLabel("Signature header").fill("X Mine");
    await page.getByText("Correct the fields that are marked").waitFor();
    expect(await page.getByLabel("Signature header").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Signature header").fill("x-mine-signature");
    const headers = page.getByRole("figure", { name: "Headers" });
    await expect.poll(() => headers.textContent()).toMatch(/x-mine-signature: t=\d+,v1=[0-9a-f]{64}/);
    await page.getByRole("button", { name: "Register dialect" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("you can’t change or delete it later").waitFor();
    await dialog.getByRole("button", { name: "Register dialect" }).click();
    await page.getByText("is taken").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("mine");
    await page.getByRole("button", { name: "Register dialect" }).click();
    await dialog.getByRole("button", { name: "Register dialect" }).click();
    await heading(page, "mine").waitFor();
    expect(await operate(world.twin, "GET", "/dialects/mine")).toMatchObject({ ...MINE, builtIn: false });
    const code = page.locator("pre").last();
    for (const [title, language] of [
      ["Python", "python"],
      ["Go", "go"],
      ["JavaScript", "javascript"],
    ] as const) {
      await page.getByText(title, { exact: true }).first().click();
      await expect.poll(() => code.textContent()).toBe(receiverCode(language, "mine", MINE));
    }
  });

  it("can be tried out: the receiver verifies what it gets, and nothing of it is stored", async () => {
    const receiver = await receiverForTest({ answers: { status: 202 } });
    const page = await openConsoleAt(world, "/dialects/-/new?from=github", { role: "operator", refusals: [422] });
    const secret = "a-secret-of-my-own";
    await page.getByLabel("Secret", { exact: true }).fill(secret);
    await page.getByLabel("URL").fill("https://169.254.169.254/");
    const send = page.getByRole("button", { name: "Send" });
    await expect.poll(() => send.isEnabled()).toBe(true);
    await send.click();
    await page.getByText("is not a public address").or(page.getByText("must not")).first().waitFor();
    expect(receiver.requests).toHaveLength(0);
    await page.getByLabel("URL").fill(`http://127.0.0.1:${receiver.port}/hook`);
    await send.click();
    await page.getByText("The receiver accepted it.").waitFor();
    const [request] = receiver.requests;
    const body = request?.body.toString() ?? "";
    const { event } = await verify({ headers: request?.headers ?? {}, body }, { dialect: "github", secrets: secret });
    expect(event).toEqual(JSON.parse(body));
    expect(request?.headers["posthorn-test"]).toBe("true");
    await page.getByText("Request", { exact: true }).click();
    await page.getByText("posthorn-test: true").last().waitFor();
    receiver.script({ status: 500 });
    await send.click();
    await page.getByText("The receiver didn’t accept it.").waitFor();
    expect(await call(world.twin, "GET", "/events")).toMatchObject({ data: [] });
  });

  it("show how to do the same with the API and the command line", async () => {
    const page = await openConsoleAt(world, "/dialects/standard");
    await page.getByRole("button", { name: "API and CLI" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("posthorn dialects show standard").waitFor();
    await dialog.getByText("/api/v1/dialects/standard").waitFor();
  });
});
