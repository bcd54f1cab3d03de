// What somebody changes is kept at once, if the form can be read with it; else it is said why not.
import { order, sendBytes, tell, whoDecides } from './desk.js';
import { Viewer } from './viewer.js';

const address = `/forms/${document.getElementById('draft').dataset.draft}`;
const form = document.getElementById('changes');
const notice = document.getElementById('paper-notice');
const viewer = new Viewer(document.getElementById('sheet'));
const all = (selector) => [...form.querySelectorAll(selector)];

let added = JSON.parse(form.dataset.added);
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
    several: Object.fromEntries(all('[data-several]').map((each) => [each.dataset.several, each.checked])),
    unwanted: all('[data-unwanted]:checked').map((each) => each.dataset.unwanted),
    points: Object.fromEntries(all('[data-points]').map((each) => [each.dataset.points, Number(each.value)])),
    added,
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
/** Keep another list of what was added, and show the form with it; what makes no sense is said and forgotten. */
async function keepAdded(others) {
  const earlier = added;
  added = others;
  if (await keep(false)) location.reload(); else added = earlier;
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

// A question that was missed: somebody points at its place, by mouse or by Tab and Enter, and says what it asks.
const add = document.getElementById('add');
const adding = document.getElementById('adding');
function stopPointing() { viewer.stopPointing(); add.setAttribute('aria-pressed', 'false'); add.textContent = 'Add a question…'; }
function leave() { stopPointing(); adding.replaceChildren(); add.focus(); }
add.addEventListener('click', () => {
  if (add.getAttribute('aria-pressed') === 'true') { leave(); return; }
  adding.replaceChildren();
  add.setAttribute('aria-pressed', 'true');
  add.textContent = 'Stop pointing';
  adding.textContent = 'Click the place in the form where the answer belongs, or go there by Tab and press Enter. Escape stops it.';
  viewer.point(async (place, isFound) => {
    stopPointing();
    viewer.frame(place);
    try {
      adding.innerHTML = await (await order(`${address}/place`, { place, is_found: isFound })).text();
      chooseKind(adding.querySelector('[name=kind]'));
      adding.scrollIntoView({ block: 'nearest' });
      adding.querySelector('select').focus();
    } catch (problem) { tell(problem.message, true); }
  });
});
adding.addEventListener('click', (event) => { if (event.target.closest('[data-cancel]')) leave(); });
function chooseKind({ value: kind, form: question }) {
  const wanted = [kind, ...(kind === 'checklist' ? [] : ['question'])];
  for (const part of adding.querySelectorAll('[data-for]')) part.hidden = !wanted.includes(part.dataset.for);
  const { tableLabel } = question.dataset;
  if (kind === 'table' && tableLabel) question.elements.label.value = tableLabel;
}
adding.addEventListener('change', (event) => { if (event.target.name === 'kind') chooseKind(event.target); });
adding.addEventListener('submit', async (event) => {
  event.preventDefault();
  const said = new FormData(event.target);
  const kind = said.get('kind');
  const lines = (name) => (said.get(name) ?? '').split('\n');
  const about = {
    table: () => ({ columns: lines('columns') }),
    choice: () => ({ options: lines('options') }),
    checklist: () => ({
      label: '', name: '', options: lines('written'),
      uses: Object.fromEntries([...event.target.querySelectorAll('[data-use]')].map((each) => [each.dataset.use, each.value])),
    }),
  }[kind]?.() ?? {};
  const question = { place: event.target.dataset.at, label: said.get('label'), name: said.get('name').trim(), kind, ...about };
  await keepAdded([...added, question]);
});
document.addEventListener('click', (event) => {
  const away = event.target.closest('[data-take-away]')?.dataset.takeAway;
  if (away !== undefined) keepAdded(added.filter((_, at) => at !== Number(away)));
});
document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && add.getAttribute('aria-pressed') === 'true') leave(); });

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
const isLeftOut = (each) => each.closest('.asked')?.querySelector('[data-unwanted]')?.checked;
viewer.mark(all('[data-look]').filter((each) => !isLeftOut(each)).map((each) => each.dataset.look));
document.getElementById('draft').dataset.ready = 'yes';
