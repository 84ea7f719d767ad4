/** What the page says to somebody at an hour of the day, 0 to 23. */
export function greeting(name: string, hour: number): string {
  const when = hour < 5 || hour >= 22 ? "Good night" : hour < 12 ? "Good morning" : hour < 18 ? "Good afternoon" : "Good evening";
  return `${when}, ${name.trim() || "stranger"}`;
}
