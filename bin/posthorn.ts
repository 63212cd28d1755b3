import { synthesizeApp } from "../lib/infra/app.ts";

await synthesizeApp();
