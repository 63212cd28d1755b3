#!/usr/bin/env node
import { runCommandLine } from "../lib/cli/run-command-line.ts";

process.exitCode = await runCommandLine(process.argv.slice(2), new URL("../package.json", import.meta.url));
