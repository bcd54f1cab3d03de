// Forms are dropped, sent one by one, and the lines below are asked for again whenever something changed.
import { ask } from './ask.js';
import { onChange, order, sendBytes, tell } from './desk.js';

const sending = document.getElementById('sending');
const lines = document.getElementById('lines');

async function send(files) {
  if (!files.length) return;
  document.body.classList.remove('over');
  const { drop } = await (await order('/inbox/drop')).json();
  let taken = 0;
  const left = [];
  for (const [number, { place, file }] of files.entries()) {
    sending.textContent = `Copying ${number + 1} of ${files.length} …`;
    try {
      const answer = await sendBytes(`/inbox/drop/${drop}/file`, file, place);
      if ((await answer.json()).taken) taken += 1; else left.push(place);
    } catch (problem) {
      if (problem.isGone) throw problem;
      left.push(`${place} (${problem.message})`);
      if (['disk', 'cannot_write', 'too_many_files'].includes(problem.code)) {
        left.push(...files.slice(number + 1).map((each) => each.place));
        break; // the next one would fare no better
      }
    }
  }
  await order(`/inbox/drop/${drop}/done`);
  const some = left.slice(0, 3).join(', ') + (left.length > 3 ? ` and ${left.length - 3} more` : '');
  sending.textContent = taken || left.length ? `${taken} of ${files.length} copied.` : 'There is no file in it.';
  if (left.length) sending.textContent += ` Left out: ${some}.`;
}

async function gathered(entry, before = '') {
  const place = before + entry.name;
  if (entry.isFile) return [{ place, file: await new Promise((done, failed) => entry.file(done, failed)) }];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    for (const each of some) found.push(...await gathered(each, `${place}/`));
  }
}

const sent = (files) => send(files).catch((problem) => { sending.textContent = ''; tell(problem.message, true); });

addEventListener('dragover', (event) => {
  if (![...event.dataTransfer.types].includes('Files')) return;
  event.preventDefault();
  document.body.classList.add('over');
});
addEventListener('dragleave', (event) => { if (!event.relatedTarget) document.body.classList.remove('over'); });
addEventListener('drop', async (event) => {
  event.preventDefault();
  document.body.classList.remove('over');
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...event.dataTransfer.files].map((file) => ({ place: file.name, file }));
  await sent(entries.length ? (await Promise.all(entries.map((entry) => gathered(entry)))).flat() : files);
});

for (const [button, input] of [['choose-files', 'files'], ['choose-folder', 'folder']]) {
  const chooser = document.getElementById(input);
  document.getElementById(button).addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', async () => {
    await sent([...chooser.files].map((file) => ({ place: file.webkitRelativePath || file.name, file })));
    chooser.value = '';
  });
}

const progress = document.getElementById('progress');
let announced = 0;
/** Let screen readers hear how far it is: now and then, and at the end. */
function announce() {
  const said = lines.querySelector('#lines-title')?.textContent ?? '';
  if (said === progress.textContent || (said.startsWith('Reading') && performance.now() - announced < 5000)) return;
  announced = performance.now();
  progress.textContent = said;
}

const named = (each) => each.getAttribute('href') ?? each.dataset.order;
/** Put new lines in place of the old; what somebody is at with the keyboard keeps the focus. */
function renew(page) {
  const at = lines.contains(document.activeElement) ? named(document.activeElement) : null;
  lines.innerHTML = page;
  announce();
  if (at) [...lines.querySelectorAll('a, button')].find((each) => named(each) === at)?.focus();
}

let asked = false;
let again = false;
async function refresh() {
  if (asked) { again = true; return; }
  asked = true;
  try { renew(await (await ask('/inbox/lines')).text()); } catch (problem) { tell(problem.message, true, true); }
  setTimeout(() => { asked = false; if (again) { again = false; refresh(); } }, 300);
}

onChange(refresh);
