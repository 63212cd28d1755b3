import axe from "axe-core";
import type { Page } from "playwright-core";

interface Violation {
  id: string;
  help: string;
  nodes: { target: unknown[]; failureSummary: string }[];
}

/** What axe-core finds wrong with a page as it is shown now, one line for each element. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // Given as an expression: the page's policy forbids scripts in elements.
  await page.evaluate(`if (!window.axe) { ${axe.source} }`);
  const violations = await page.evaluate<Violation[]>("axe.run(document).then(({ violations }) => violations)");
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(" ")}: ${oneLine(failureSummary)}`),
  );
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").slice(0, 300);
