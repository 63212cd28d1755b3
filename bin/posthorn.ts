import { synthesize } from "../lib/infra/app.ts";

await synthesize();
