// The table is filtered, sorted and paged by the desk; what is looked for goes in the body, never in an address.
import { order, tell } from './desk.js';

const filters = document.getElementById('filters');
const rows = document.getElementById('rows');
const everything = { search: '', status: '', level: '', form: '', review: '', sort: 'urgency', down: false, page: 1 };
const isNew = performance.getEntriesByType('navigation')[0]?.type === 'navigate'; // else loaded again, or come back to
const wanted = { ...everything, view: isNew ? '' : history.state?.view ?? '' };
let turn = 0;

async function show() {
  const mine = ++turn;
  if (!wanted.view) {
    wanted.view = crypto.randomUUID();
    history.replaceState({ view: wanted.view }, '');
  }
  try {
    const answer = await order('/all/rows', wanted);
    const found = await answer.text();
    if (mine === turn) rows.innerHTML = found;
  } catch (problem) { tell(problem.message, true); }
}

function weeks() {
  for (const button of document.querySelectorAll('[data-review]')) {
    button.setAttribute('aria-pressed', String(button.dataset.review === wanted.review));
  }
}

let waiting;
filters.addEventListener('input', () => {
  Object.assign(wanted, Object.fromEntries(new FormData(filters)), { page: 1 });
  clearTimeout(waiting);
  waiting = setTimeout(show, 150);
});
filters.addEventListener('submit', (event) => event.preventDefault());
filters.addEventListener('reset', () => {
  Object.assign(wanted, everything);
  weeks();
  show();
});
document.getElementById('weeks').addEventListener('click', (event) => {
  const week = event.target.closest('[data-review]');
  if (!week) return;
  wanted.review = wanted.review === week.dataset.review ? '' : week.dataset.review;
  wanted.page = 1;
  weeks();
  show();
});
rows.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-sort], [data-page]');
  if (!button) return;
  if (button.dataset.page) wanted.page = Number(button.dataset.page);
  else {
    wanted.down = wanted.sort === button.dataset.sort && !wanted.down;
    wanted.sort = button.dataset.sort;
    wanted.page = 1;
  }
  await show();
  rows.querySelector(button.dataset.sort ? `[data-sort="${button.dataset.sort}"]` : '.pager button:not(:disabled)')?.focus();
});

// A page that is loaded again, or that somebody comes back to, shows what it showed: the desk remembers that.
if (wanted.view) {
  try {
    Object.assign(wanted, await (await order('/all/again', { view: wanted.view })).json(), { view: wanted.view });
    for (const name of ['search', 'status', 'level', 'form']) filters.elements[name].value = wanted[name];
    weeks();
    await show();
  } catch (problem) { tell(problem.message, true); }
}
