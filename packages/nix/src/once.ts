/** Asks a question once, however many want the answer, also at the same time. */
export function once<T>(answers: Map<string, Promise<T>>, question: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(question);
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(question, answer);
  return answer;
}
