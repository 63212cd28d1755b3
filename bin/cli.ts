#!/usr/bin/env node
import { runCli } from "../lib/cli/run-command-line.ts";

process.exitCode = await runCli(process.argv.slice(2), new URL("../package.json", import.meta.url));
