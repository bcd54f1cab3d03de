// One entry at a time: framed in the form at the left, decided at the right. A key only decides what is on the screen.
import { ask } from './ask.js';
import { onChange, order, tell, whoDecides } from './desk.js';
import { Viewer } from './viewer.js';

const SLOW_MS = 400; // a form that takes longer to draw is said to be on its way
const SETTLE_MS = 200; // an entry is on the screen for so long before a key decides about it
const page = document.getElementById('settle');
const panel = document.getElementById('panel');
const notice = document.getElementById('paper-notice');
const reference = page.dataset.reference;
const viewer = new Viewer(document.getElementById('sheet'));
let current = null;
let shownAt = Infinity;
let isBusy = false;
let shown = '';

function busy(is) { isBusy = is; panel.setAttribute('aria-busy', String(is)); }
const steps = () => [...panel.querySelectorAll('.step')];
const frames = (number) => new Promise((done) => { const next = () => (number-- ? requestAnimationFrame(next) : done()); next(); });

async function go(step, focus = true) {
  shownAt = Infinity;
  for (const each of steps()) each.hidden = each !== step;
  for (const each of panel.querySelectorAll('[data-to]')) {
    if (each.dataset.to === step.dataset.step) each.setAttribute('aria-current', 'step'); else each.removeAttribute('aria-current');
  }
  current = step;
  history.replaceState(null, '', `#${encodeURIComponent(step.dataset.step)}`);
  panel.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  const isFound = viewer.frame(step.dataset.place);
  step.classList.toggle('nowhere', shown !== 'pdf' && Boolean(step.dataset.place) && !isFound);
  if (focus) step.focus({ preventScroll: true });
  const head = panel.querySelector('.case');
  step.style.scrollMarginTop = getComputedStyle(head).position === 'sticky' ? `${head.offsetHeight + 8}px` : '';
  const at = step.getBoundingClientRect();
  const margin = parseFloat(getComputedStyle(step).scrollMarginTop);
  if (at.bottom > innerHeight || at.top < margin + 56) step.scrollIntoView({ block: 'start' });
  await frames(2);
  if (current === step) shownAt = performance.now();
}

function move(by) {
  const all = steps();
  const next = all[all.indexOf(current) + by];
  if (next) go(next); else tell(by > 0 ? 'This is the last one on this form. F goes to the next form.' : 'This is the first one.');
}

async function renew(to = null) {
  const before = current?.dataset.step;
  panel.innerHTML = await (await ask(`/settle/${reference}/panel`)).text();
  showKeys();
  const all = steps();
  const at = Math.max(0, all.findIndex((step) => step.dataset.step === (to ?? before)));
  const wanted = to ? all[at] : all.slice(at).find((step) => step.dataset.open === 'yes') ?? all.find((step) => step.dataset.open === 'yes') ?? all.at(-1);
  await go(wanted);
}

async function decide(what, address, asked, to = null) {
  if (isBusy) return;
  busy(true);
  shownAt = Infinity;
  try {
    if (!await whoDecides()) return;
    await order(address, asked);
    tell(what);
    await renew(to);
  } catch (problem) {
    tell(problem.message, true);
    const reason = problem.code === 'reason_missing' && current.querySelector('[data-why]');
    if (reason) { reason.closest('details')?.setAttribute('open', ''); reason.focus(); }
    if (problem.code === 'meanwhile') await renew(current.dataset.step);
  } finally {
    busy(false);
    shownAt = Math.min(shownAt, performance.now());
  }
}

const why = () => current.querySelector('[data-why]')?.value.trim() ?? '';
const settle = (value, entry = current.dataset.step) => decide(
  `Recorded: ${current.querySelector('h2').textContent}`, `/settle/${reference}/decide`, { entry, value, seen: current.dataset.seen, why: why() },
);

async function undo() {
  if (isBusy) return;
  busy(true);
  try {
    const done = await (await order('/settle/undo')).json();
    tell('Taken back.');
    if (done.reference === reference) await renew(done.entry); else location.assign(`/settle/${done.reference}`);
  } catch (problem) { tell(problem.message, true); } finally { busy(false); }
}

function act(button) {
  const { value, entry, act: what, takeBack, same, one, to, look } = button.dataset;
  if (value !== undefined) settle(value, entry);
  else if (takeBack) decide('Taken back.', `/settle/${reference}/take-back`, { entry: takeBack, why: '' }, takeBack);
  else if (same) decide('Recorded.', `/settle/${reference}/same`, { other: same, are_one: one === 'yes', why: why() });
  else if ('signOff' in button.dataset) {
    const reason = current.querySelector('[data-why]');
    if (reason.required && !reason.value.trim()) { reason.focus(); tell('Say why it stands all the same.', true); return; }
    decide('Signed off.', `/settle/${reference}/sign-off`, { seen: current.dataset.seen, why: why() }, 'sign-off');
  } else if (what === 'next') move(1);
  else if (what === 'back') move(-1);
  else if (what === 'undo') undo();
  else if (to) go(steps().find((step) => step.dataset.step === to));
  else if (look) (shown === 'pdf' ? show('form') : Promise.resolve()).then(() => viewer.frame(look));
  else if (button.href) location.assign(button.href);
}

panel.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button || button.type !== 'button') return;
  const byKey = event.detail === 0; // Enter or Space on the button
  if (byKey && decides(button) && !mayDecide()) return;
  act(button);
});
panel.addEventListener('submit', (event) => {
  event.preventDefault();
  const value = new FormData(event.target).get('value').trim();
  if (value) settle(value); else event.target.elements.value.focus();
});

const decides = (button) => button.dataset.value !== undefined || 'signOff' in button.dataset || 'same' in button.dataset;

/** Say whether a key may decide: the entry is on the screen, and has been for a moment. */
function mayDecide() {
  if (isBusy || performance.now() - shownAt < SETTLE_MS) return false;
  if (shown === 'pdf' && current.dataset.place) { show('form'); tell('Look at the entry, then press the key again.'); return false; }
  const at = current.getBoundingClientRect();
  if (viewer.isSeen && at.top < innerHeight && at.bottom > 0) return true;
  if (!viewer.isSeen) viewer.scroll();
  current.scrollIntoView({ block: 'nearest' });
  shownAt = performance.now();
  tell('Look at the entry, then press the key again.');
  return false;
}

const keys = () => localStorage.getItem('keys') !== 'off';
function showKeys() {
  panel.querySelector('#keys').checked = keys();
  page.classList.toggle('no-keys', !keys());
}
panel.addEventListener('change', (event) => {
  if (event.target.id !== 'keys') return;
  localStorage.setItem('keys', event.target.checked ? 'on' : 'off');
  showKeys();
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !keys() || !current) return;
  const field = event.target.closest?.('input:not([type="checkbox"]), textarea, select, dialog');
  if (field) { if (event.key === 'Escape' && panel.contains(field)) current.focus(); return; }
  const key = event.key.toLowerCase();
  if (key === 'v') {
    const input = current.querySelector('[data-other] input');
    if (input) { event.preventDefault(); input.focus(); }
    return;
  }
  const button = current.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? panel.querySelector(`.always [data-key="${CSS.escape(key)}"]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  if (decides(button) ? mayDecide() : !isBusy) act(button);
});

/** List what people wrote beside the form; a click on one shows its place. */
function showComments() {
  const { comments, program } = viewer;
  const box = document.getElementById('comments');
  box.hidden = !comments.length;
  box.querySelector('summary').textContent = comments.length === 1 ? `1 comment in ${program}` : `${comments.length} comments in ${program}`;
  box.querySelector('ol').replaceChildren(...comments.map(({ author, day, text, place }) => {
    const line = document.createElement('li'), who = document.createElement(place ? 'button' : 'p'), said = document.createElement('p');
    who.className = place ? 'link small' : 'small';
    who.textContent = [author || 'No name', day].filter(Boolean).join(', ');
    said.textContent = text;
    if (place) { who.type = 'button'; who.addEventListener('click', () => viewer.frame(place)); }
    line.append(who, said);
    return line;
  }));
  viewer.mark(comments.map((each) => each.place), 'commented');
}

async function show(of) {
  shown = of;
  for (const button of document.querySelectorAll('[data-shown]')) button.setAttribute('aria-pressed', String(button.dataset.shown === of));
  const drawing = setTimeout(() => {
    notice.textContent = of === 'pdf' ? 'The pages are being drawn …' : 'The form is being drawn …';
    notice.hidden = false;
  }, of === 'pdf' ? 0 : SLOW_MS);
  try {
    const said = await (of === 'pdf' ? viewer.showPages(`/form/${reference}`) : viewer.show(`/form/${reference}`, of));
    if (shown !== of) return;
    notice.textContent = said;
  } catch (problem) { notice.textContent = problem.message; } finally { clearTimeout(drawing); }
  showComments();
  notice.hidden = !notice.textContent;
  if (current) await go(current, false);
}
for (const button of document.querySelectorAll('[data-shown]')) button.addEventListener('click', () => show(button.dataset.shown));

// The document is written anew after decisions; whoever looks at it sees that.
let isFirst = true;
let later;
onChange(() => {
  if (!isFirst && shown === 'document') { clearTimeout(later); later = setTimeout(() => show('document'), 600); }
  isFirst = false;
});

showKeys();
await show('form');
const wanted = decodeURIComponent(location.hash.slice(1)); // where somebody was before loading the page again
await go(steps().find((step) => step.dataset.step === wanted) ?? steps().find((step) => step.dataset.open === 'yes') ?? steps().at(-1));
page.dataset.ready = 'yes';
