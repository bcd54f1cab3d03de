// What every page needs: orders to the desk, the name of who decides, and a line that says what happened.
import { ask } from './ask.js';

/** Ask the desk to do something, and return its answer; throws its words when it can't be done. */
export function order(address, asked = {}) {
  return post(address, { 'Content-Type': 'application/json' }, JSON.stringify(asked));
}

/** Send a file as it is, and return the answer; throws the desk's words when it is refused. */
export function sendBytes(address, file, name = file.name) {
  return post(address, { 'Content-Type': 'application/octet-stream', 'X-Name': encodeURIComponent(name) }, file);
}

const post = (address, headers, body) => ask(address, { method: 'POST', headers, body });

/** Call back whenever something changed at the desk, and say so once when it is gone.
    Only pages that are looked at listen: a browser keeps six connections, and many tabs would leave none for anything else. */
export function onChange(told) {
  let changes, gone, isSaid = false;
  const listen = () => {
    changes = new EventSource('/inbox/changes');
    changes.addEventListener('message', told);
    changes.addEventListener('open', () => { clearTimeout(gone); if (isSaid) tell('wordform is here again.'); isSaid = false; });
    changes.addEventListener('error', () => {
      clearTimeout(gone);
      if (!isSaid) gone = setTimeout(() => ask('/inbox/lines').catch((problem) => { isSaid = true; tell(problem.message, true, true); }), 1500);
    });
  };
  const leave = () => { clearTimeout(gone); changes.close(); };
  document.addEventListener('visibilitychange', () => { if (document.hidden) leave(); else listen(); });
  addEventListener('pagehide', leave);
  addEventListener('pageshow', (event) => { if (event.persisted) listen(); });
  listen();
}

/** Say in a line at the bottom what happened; screen readers hear it. */
export function tell(text, isBad = false, stays = false) {
  const told = document.getElementById('told');
  told.textContent = text;
  told.classList.toggle('bad', isBad);
  told.classList.add('on');
  clearTimeout(tell.timer);
  if (!stays) tell.timer = setTimeout(() => { told.classList.remove('on'); told.textContent = ''; }, isBad ? 9000 : 4000);
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
  document.getElementById('who-name').textContent = name;
  return name;
}

document.getElementById('who').addEventListener('click', () => whoDecides(true).catch((problem) => tell(problem.message, true)));

// A file that is dropped where no page takes it would be opened in place of the page, with all that was typed there.
const takesFiles = () => document.querySelector('.drop') !== null;
addEventListener('dragover', (event) => { if (!takesFiles()) event.preventDefault(); });
addEventListener('drop', (event) => {
  if (takesFiles()) return;
  event.preventDefault();
  if (event.dataTransfer.files.length) tell('Nothing was taken. Drop completed forms on the page Inbox, the blank of a new form on Forms.', true);
});

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-order]');
  if (!button) return;
  button.disabled = true;
  try { await order(button.dataset.order); } catch (problem) { tell(problem.message, true); button.disabled = false; }
});
