import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { copyPages, PagesMissing } from "../../lib/infra/built-pages.ts";
import { temporaryFolder } from "../local/support/temporary-folder.ts";

it("pages that were not built are reported by one line that says what to do", async () => {
  const built = temporaryFolder();
  mkdirSync(join(built, "portal"));
  writeFileSync(join(built, "portal/index.html"), "portal");
  const copying = copyPages(temporaryFolder(), (name) => join(built, name));
  await expect(copying).rejects.toThrow(PagesMissing);
  await expect(copying).rejects.toThrow(/^The portal and the console aren't built: run `npm run build:pages`.*$/);
});

it("built pages are copied with their folders", async () => {
  const [built, target] = [temporaryFolder(), temporaryFolder()];
  for (const name of ["portal", "console"]) {
    mkdirSync(join(built, name, "assets"), { recursive: true });
    writeFileSync(join(built, name, "index.html"), name);
    writeFileSync(join(built, name, "assets/index.js"), name);
  }
  await copyPages(target, (name) => join(built, name));
  expect(readFileSync(join(target, "console/assets/index.js"), "utf8")).toBe("console");
  expect(readFileSync(join(target, "portal/index.html"), "utf8")).toBe("portal");
});
