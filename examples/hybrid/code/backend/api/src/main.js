import { readFileSync } from "node:fs";
import { createApi } from "./api.js";

const items = JSON.parse(readFileSync(new URL("../../pricing/dist/catalogue.json", import.meta.url), "utf8"));
const server = createApi({ items });
server.listen(Number(process.env.PORT ?? 8080), () => console.log(`api: http://localhost:${server.address().port}/prices`));
