import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { useBrowser } from "./support/browser.ts";
import { heading } from "./support/page-parts.ts";

const DEMO = fileURLToPath(new URL("../../bin/demo.ts", import.meta.url));
const browser = useBrowser();
let demo: ChildProcess | undefined;
afterAll(() => void demo?.kill("SIGKILL"));

it("`npm run demo` ends with links to what it did, and stops on Enter", async () => {
  const running = spawn(process.execPath, [DEMO], { stdio: ["pipe", "pipe", "inherit"] });
  demo = running;
  let out = "";
  running.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  await expect.poll(() => out, { timeout: 60_000 }).toContain("Press Enter");
  const [endpoint, deliveries, retried, portal] =
    out.match(/^ .*(http:\S+)$/gm)?.map((line) => line.replace(/.* /, "")) ?? [];

  const page = await browser.open({ refusals: [401] });
  await page.goto(endpoint ?? "");
  await heading(page, "demo").waitFor();
  await page.goto(deliveries ?? "");
  await page.getByRole("listitem").first().waitFor();
  await page.goto(retried ?? "");
  await page.getByText("Attempt 2").first().waitFor();
  const customer = await browser.open();
  await customer.goto(portal ?? "");
  await heading(customer, "demo").waitFor();

  running.stdin.write("\n");
  const [code] = await once(running, "exit");
  expect(code).toBe(0);
}, 120_000);
