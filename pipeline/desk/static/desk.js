// What every page needs: orders to the desk, the name of who decides, and a line that says what happened.

/** Ask the desk to do something, and return its answer; throws its words when it can't be done. */
export function order(address, asked = {}) {
  return post(address, { 'Content-Type': 'application/json' }, JSON.stringify(asked));
}

/** Send a file as it is, and return the answer; throws the desk's words when it is refused. */
export function sendBytes(address, file) {
  return post(address, { 'Content-Type': 'application/octet-stream', 'X-Name': encodeURIComponent(file.name) }, file);
}

async function post(address, headers, body) {
  const answer = await fetch(address, { method: 'POST', headers, body })
    .catch(() => { throw new Error('The desk is not running any more. Start it again.'); });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({ what: 'That could not be done.', remedy: 'Load the page again.' }));
  throw Object.assign(new Error(`${problem.what} ${problem.remedy}`.trim()), problem);
}

/** Say in a line at the bottom what happened; screen readers hear it. */
export function tell(text, isBad = false) {
  const told = document.getElementById('told');
  told.textContent = text;
  told.classList.toggle('bad', isBad);
  told.classList.add('on');
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => told.classList.remove('on'), isBad ? 9000 : 4000);
}

/** Return the name of who decides, asked for once; empty when nobody says it. */
export async function whoDecides(again = false) {
  const who = document.getElementById('who');
  if (who.dataset.by && !again) return who.dataset.by;
  const dialog = document.getElementById('ask-name');
  const input = document.getElementById('name');
  input.value = who.dataset.by;
  dialog.returnValue = '';
  dialog.showModal();
  await new Promise((closed) => dialog.addEventListener('close', closed, { once: true }));
  const name = input.value.trim();
  if (dialog.returnValue !== 'ok' || !name) return '';
  await order('/who', { by: name });
  who.dataset.by = name;
  who.textContent = name;
  return name;
}

document.getElementById('who').addEventListener('click', () => whoDecides(true).catch((problem) => tell(problem.message, true)));

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-order]');
  if (!button) return;
  button.disabled = true;
  try { await order(button.dataset.order); } catch (problem) { tell(problem.message, true); button.disabled = false; }
});
