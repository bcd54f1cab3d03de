// The blank of a new form is sent as it is; what was found in it is the next page.
import { sendBytes, tell } from './desk.js';

const chooser = document.getElementById('blank');
const sending = document.getElementById('sending');

async function begin(file) {
  sending.textContent = 'Looking through it …';
  try {
    const answer = await sendBytes('/forms/begin', file);
    location.assign(`/forms/${(await answer.json()).draft}`);
  } catch (problem) { sending.textContent = ''; tell(problem.message, true); }
}

document.getElementById('choose-blank').addEventListener('click', () => chooser.click());
chooser.addEventListener('change', () => { if (chooser.files.length) begin(chooser.files[0]); });
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => { event.preventDefault(); if (event.dataTransfer.files.length) begin(event.dataTransfer.files[0]); });
