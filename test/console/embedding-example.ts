import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { operate, subscribe } from "../local/support/api.ts";
import { temporaryFolder } from "../local/support/temporary-folder.ts";
import { heading } from "./support/page-parts.ts";
import type { PagesWorld } from "./support/pages-world.ts";

/**
 * The example in plain HTML in the documentation, with its own server.
 *
 * @param port the server's. The portal may be embedded there
 */
export function embeddingExample(world: PagesWorld, port: number): void {
  it("the example in plain HTML shows the portal, and goes on when a session is over", async () => {
    const origin = `http://localhost:${port}`;
    await started(
      exampleFolder(world.twin.api),
      { POSTHORN_URL: world.twin.api, POSTHORN_KEY: world.twin.apiKey },
      port,
    );
    const { id } = await subscribe(world.twin, "https://receiver.example/example", { name: "Warehouse" });
    const page = await world.browser.open({ refusals: [401] });
    await page.goto(`${origin}/`);
    const portal = page.frameLocator("posthorn-portal iframe");
    await portal.getByRole("button", { name: "ann@example.com" }).waitFor();
    await portal.getByRole("searchbox").fill("Warehouse");
    await portal.getByText("Warehouse", { exact: true }).click();
    await heading(portal, "Warehouse").waitFor();
    const frame = page.frames().find((one) => one.url().includes("/portal/"));
    await operate(world.twin, "DELETE", `/tenants/${world.twin.tenantId}/portal-sessions`, undefined, 204);
    const again = page.waitForResponse(`${origin}/webhooks/link`);
    await frame?.evaluate("location.reload()");
    expect((await again).status()).toBe(200);
    await expect
      .poll(() => page.frames().some((one) => one.url() === `${world.twin.api}/portal/endpoints/${id}`), {
        timeout: 10_000,
      })
      .toBe(true);
    await heading(portal, "Warehouse").waitFor();
  });
}

/** The example's two files, for an API at this URL. */
function exampleFolder(api: string): string {
  const docs = readFileSync("docs/portal.md", "utf8");
  const [, html = ""] = /`webhooks\.html`:\n\n```html\n([\s\S]+?)```/.exec(docs) ?? [];
  const [, server = ""] = /`server\.mjs`[^\n]*:\n\n```js\n([\s\S]+?)```/.exec(docs) ?? [];
  expect(html).toContain("https://API/");
  const folder = temporaryFolder();
  writeFileSync(join(folder, "webhooks.html"), html.replace("https://API", api));
  writeFileSync(join(folder, "server.mjs"), server);
  return folder;
}

async function started(cwd: string, env: Record<string, string>, port: number): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, ["server.mjs"], {
    cwd,
    env: { ...env, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void child.kill());
  await vi.waitFor(async () => expect((await fetch(`http://localhost:${port}/`)).status).toBe(200), {
    timeout: 10_000,
    interval: 50,
  });
}
