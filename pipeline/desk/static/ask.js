// Ask the desk for something: its answer, or its words for why there is none.

const GONE = 'wordform was closed. Start it again, and use the page that it opens. Whatever was recorded is kept.';
const isHere = () => fetch('/static/icon.svg').then(() => true, () => false);

/** Ask the desk for something, and return its answer; throws its words when it gives none. */
export async function ask(address, how = {}) {
  const answer = await fetch(address, how).catch(async () => {
    const isOurs = await isHere(); // then the file that was to be sent is what can't be read
    throw Object.assign(new Error(isOurs ? 'This file can’t be read here. Copy it to this computer first.' : GONE), { isGone: !isOurs });
  });
  if (answer.ok) return answer;
  throw await problemOf(answer);
}

async function problemOf(answer) {
  const said = await answer.text();
  try {
    const problem = JSON.parse(said);
    return Object.assign(new Error(`${problem.what} ${problem.remedy}`.trim()), problem);
  } catch {
    const page = new DOMParser().parseFromString(said, 'text/html');
    const lines = [...page.querySelectorAll('main h1, main h1 + p')].map((line) => line.textContent);
    return new Error(lines.join(' ').trim() || 'That could not be done. Load the page again.');
  }
}
