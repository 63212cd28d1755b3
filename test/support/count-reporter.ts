import type { Reporter, TestModule } from "vitest/node";

/** Ends the output with a line `N passed, N failed`, for programs that read it. */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const withState = (state: string) => tests.filter((test) => test.result().state === state).length;
    const brokenModules = modules.filter((module) => module.errors().length > 0).length;
    console.log(
      `\n${withState("passed")} passed, ${withState("failed") + brokenModules + unhandledErrors.length} failed`,
    );
  }
}
