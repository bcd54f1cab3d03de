// Withdrawals and what takes them back: sent by script, for the desk takes nothing from a plain form.
import { order, tell, whoDecides } from './desk.js';

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('[data-post]');
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    if (await whoDecides()) {
      await order(form.dataset.post, Object.fromEntries(new FormData(form)));
      location.reload();
      return;
    }
  } catch (problem) { tell(problem.message, true); }
  button.disabled = false;
});

// What is wider than the screen shows its end first: the last assessment.
for (const each of document.querySelectorAll('.chart, .matrix')) {
  const box = each.closest('.scroll') ?? each;
  box.scrollLeft = box.scrollWidth;
}
