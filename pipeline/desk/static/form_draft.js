// What somebody changes is kept at once, if the form can be read with it; else it is said why not.
import { order, sendBytes, tell, whoDecides } from './desk.js';
import { Viewer } from './viewer.js';

const address = `/forms/${document.getElementById('draft').dataset.draft}`;
const form = document.getElementById('changes');
const notice = document.getElementById('paper-notice');
const viewer = new Viewer(document.getElementById('sheet'));
const all = (selector) => [...form.querySelectorAll(selector)];

function changes(isWhole) {
  const levels = [...document.querySelectorAll('#levels tr')].map((row) => ({
    name: row.querySelector('[data-level]').value.trim(),
    start: Number(row.querySelector('[data-start]').value),
    weeks: Number(row.querySelector('[data-weeks]')?.value ?? 0),
  }));
  const isBegun = levels.some((level) => level.start || level.weeks);
  const isInOrder = levels.every((level, at) => !at || level.start > levels[at - 1].start);
  return {
    title: form.elements.title.value.trim(),
    version: form.elements.version.value.trim(),
    subject: form.elements.subject?.value ?? '',
    kinds: Object.fromEntries(all('[data-kind]').map((each) => [each.dataset.kind, each.value])),
    unwanted: all('[data-unwanted]:checked').map((each) => each.dataset.unwanted),
    points: Object.fromEntries(all('[data-points]').map((each) => [each.dataset.points, Number(each.value)])),
    levels: isBegun && (isWhole || isInOrder) ? levels : [],
  };
}

let before = Promise.resolve(true);
/** Keep what is set now, one time after the other; return whether the form can be read with it.
    While numbers of levels are still being typed they wait; at the end they have to be in order. */
function keep(isWhole = true) {
  before = before.then(() => keepNow(isWhole));
  return before;
}
async function keepNow(isWhole) {
  try { await order(`${address}/change`, changes(isWhole)); return true; } catch (problem) { tell(problem.message, true); return false; }
}

form.addEventListener('change', async () => {
  if (!form.reportValidity() || !await keep(false)) return;
  tell('Kept.');
  // Once rows count something, the page asks from where on a level begins.
  if (!document.getElementById('levels') && all('[data-points]').some((each) => Number(each.value))) location.reload();
});
form.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('click', (event) => {
  const place = event.target.closest('[data-look]')?.dataset.look;
  if (place) viewer.frame(place);
});
form.addEventListener('focusin', (event) => {
  const place = event.target.closest('[data-place]')?.dataset.place;
  if (place) viewer.frame(place);
});

const completed = document.getElementById('completed');
document.getElementById('choose-completed').addEventListener('click', () => completed.click());
completed.addEventListener('change', async () => {
  if (!completed.files.length || !await keep()) return;
  try {
    document.getElementById('tried').innerHTML = await (await sendBytes(`${address}/try`, completed.files[0])).text();
  } catch (problem) { tell(problem.message, true); }
  completed.value = '';
});

async function end(what) {
  try { await order(`${address}/${what}`); location.assign('/forms'); } catch (problem) { tell(problem.message, true); }
}
document.getElementById('confirm').addEventListener('click', async () => { if (await keep() && await whoDecides()) end('confirm'); });
document.getElementById('give-up').addEventListener('click', () => end('give-up'));

notice.textContent = await viewer.show(address);
notice.hidden = !notice.textContent;
viewer.mark(all('[data-look]').map((each) => each.dataset.look));
document.getElementById('draft').dataset.ready = 'yes';
