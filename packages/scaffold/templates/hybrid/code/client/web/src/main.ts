import { greeting } from "./greeting.ts";

const name = new URLSearchParams(location.search).get("name") ?? "";
const heading = document.querySelector("h1");
if (heading !== null) heading.textContent = greeting(name, new Date().getHours());
